"""Takes the README's pictures: the real page in a real Chromium, talking with the real assistant.

python -m tools.screenshots [FOLDER]   (default docs/images)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from porewise.settings import ROOT
from porewise.supervisor import Processes, free_port
from porewise.training import ensure_model

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
QUESTIONS = ("How does Botox make pores look smaller?", "and how long does it last for lasers?")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def talk(page: Page, address: str) -> None:
    """Open the chat and ask two questions, the second a follow-up."""
    page.goto(address)
    page.locator("#launcher").click()
    page.locator("#log .assistant").first.wait_for()  # the greeting
    for question in QUESTIONS:
        answer = page.locator("#log .assistant").nth(page.locator("#log .assistant").count())
        page.get_by_role("textbox", name="Your question").fill(question)
        page.keyboard.press("Enter")
        answer.wait_for()
    page.wait_for_timeout(800)  # the log scrolls smoothly


def main() -> None:
    """Start everything, take one picture for each size, stop."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    actions = str(free_port())
    with tempfile.TemporaryDirectory() as temporary:
        environment = {
            "RASA_PORT": str(free_port()),
            "ACTIONS_PORT": actions,
            "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
            "DATABASE_URL": f"sqlite:///{temporary}/conversations.db",
            "POREWISE_MODEL": str(ensure_model()),
        }
        browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        with Processes(environment, log=Path(temporary) / "log") as processes, sync_playwright() as playwright:
            processes.wait_until_ready()
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            for name, (width, height) in SIZES.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                talk(page, f"http://127.0.0.1:{environment['RASA_PORT']}/chat/")
                page.screenshot(path=folder / f"{name}.png")
                print(folder / f"{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
