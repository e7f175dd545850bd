"""Takes the README's pictures: the real pages in a real Chromium, talking with the real assistant.

python -m tools.screenshots [FOLDER]   (default docs/images)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Dict, NamedTuple, Tuple

from playwright.sync_api import Browser, Page, sync_playwright

from porewise.settings import ROOT
from porewise.supervisor import Processes, free_port
from porewise.training import ensure_model

DESKTOP, PHONE = (1440, 860), (390, 844)
ARABIC_CLINIC = (
    Path(__file__).parent / "arabic_clinic.html"
)  # a clinic's own site, on another origin than the assistant
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


class Picture(NamedTuple):
    """What is asked, in which window, on which page."""

    size: Tuple[int, int]
    questions: Tuple[str, ...]
    dark: bool = False
    arabic: bool = False


PICTURES = {
    "desktop": Picture(DESKTOP, ("How does Botox make pores look smaller?", "and how long does it last for lasers?")),
    "phone": Picture(PHONE, ("What is a good daily routine for large pores?",)),
    "dark": Picture(DESKTOP, ("What are the side effects of Botox for pores?",), dark=True),
    "arabic": Picture(DESKTOP, ("Can pores shrink for good?",), arabic=True),
    "emergency": Picture(PHONE, ("i had botox on friday and now i have trouble swallowing",)),
    "comparison": Picture(DESKTOP, ("How do Botox and laser compare?",)),
}


def main() -> None:
    """Start everything, take the pictures, stop."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    chat = f"http://127.0.0.1:{port}/chat"
    arabic = serve(ARABIC_CLINIC.read_text(encoding="utf-8").replace("CHAT", chat))
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        environment = surroundings(Path(temporary), port, origins=arabic)
        with Processes(environment, log=Path(temporary) / "log") as processes:
            processes.wait_until_ready()
            browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            for name, picture in PICTURES.items():
                take(browser, arabic if picture.arabic else f"{chat}/", picture, folder / f"{name}.png")
                print(folder / f"{name}.png")
            browser.close()


def surroundings(folder: Path, port: int, origins: str) -> Dict[str, str]:
    """Settings with which nothing is left behind outside of `folder`."""
    actions = str(free_port())
    return {
        "RASA_PORT": str(port),
        "ACTIONS_PORT": actions,
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
        "DATABASE_URL": f"sqlite:///{folder}/conversations.db",
        "WEBSITE_LOG": f"sqlite:///{folder}/chats.db",
        "WEBSITE_ORIGINS": origins,
        "POREWISE_MODEL": str(ensure_model()),
    }


def serve(html: str) -> str:
    """Serve one page from now on; gives its origin. To a browser `localhost` is another site than 127.0.0.1."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://localhost:{server.server_port}"


def take(browser: Browser, address: str, picture: Picture, path: Path) -> None:
    """Open the page, have the conversation, and keep what is seen at its end."""
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if picture.dark else "light"
    )
    page.goto(address)
    talk(page, picture.questions)
    page.screenshot(path=path)
    page.close()


def talk(page: Page, questions: Tuple[str, ...]) -> None:
    """Open the chat, agree, and ask the questions one after the other."""
    chat = page.locator("porewise-chat")
    answers = chat.locator(".log .assistant")
    chat.locator(".launcher").click()
    chat.get_by_role("button", name="Start chat").click()
    answers.first.wait_for()  # the greeting
    for question in questions:
        answer = answers.nth(answers.count())
        words = chat.get_by_role("textbox", name="Your question")
        words.fill(question)
        words.press("Enter")
        answer.wait_for()
    page.mouse.move(0, 0)  # nothing is hovered over
    page.wait_for_timeout(1200)  # the log scrolls smoothly, and a second bubble may follow


if __name__ == "__main__":
    main()
