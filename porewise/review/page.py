"""Writes the review sheet as a page of HTML and as a PDF."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from porewise.review.content import Sheet
from porewise.templates import templates

TEMPLATE = "sheet.html.j2"
LETTER = {"US", "CA", "MX", "PH", "CL", "CO"}  # countries that print on it; all others on A4
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
LONGEST = 300_000  # milliseconds that a long sheet may take to print


class PrintError(Exception):
    """The PDF could not be made; the text says what is missing and what to do."""


def write_html(sheet: Sheet, path: Path) -> None:
    """Write the sheet as one page that needs nothing else; its paper is the clinic's country's."""
    environment = templates(Path(__file__).parent, day=_day, css=lambda text: text.replace("\\", "").replace('"', "’"))
    paper = "Letter" if sheet.clinic.country in LETTER else "A4"
    path.write_text(environment.get_template(TEMPLATE).render(sheet=sheet, paper=paper), encoding="utf-8")


def write_pdf(page: Path, path: Path) -> None:
    """Print `page` with Chromium to `path`, with bookmarks for the topics and answers.

    Raises:
        PrintError: Playwright or Chromium is missing, or printing failed.
    """
    with ThreadPoolExecutor(1) as thread:  # Playwright refuses to work in a thread where an event loop runs
        thread.submit(_print, page, path).result()


def _print(page: Path, path: Path) -> None:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise PrintError("the PDF needs Playwright, which `make setup` installs") from None
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not browser_path:
        raise PrintError("the PDF needs Chromium, which `make chromium` installs (or give its path in CHROMIUM)")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            try:
                tab = browser.new_page()
                tab.set_default_timeout(LONGEST)
                tab.goto(page.resolve().as_uri())
                tab.pdf(path=path, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
            finally:
                browser.close()
    except Error as error:
        raise PrintError(f"Chromium did not print: {error.message.splitlines()[0]}") from None


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
