"""What a person at the page does and sees."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect


def watched(page: Page, address: str) -> list[str]:
    """A list that fills with what must never happen: a broken rule of the policy, an error, a request elsewhere."""
    problems: list[str] = []

    def on_console(message):
        harmless = (
            "Failed to load resource" in message.text
        )  # an answer of the server that is no 200: tests ask for those
        if message.type in ("error", "warning") and not harmless:
            problems.append(message.text)

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != urlsplit(address).netloc:
            problems.append(f"asked {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", on_request)
    page.on("dialog", lambda dialog: (problems.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
    return problems


class Panel:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("#launcher")
        self.dialog = page.get_by_role("dialog", name="Pore questions")
        self.log = page.get_by_role("log", name="Conversation")
        self.words = page.get_by_role("textbox", name="Your question")
        self.trouble = page.locator("#trouble")

    @property
    def answers(self) -> Locator:
        return self.log.locator(".assistant")

    @property
    def questions(self) -> Locator:
        return self.log.locator(".visitor p")

    def open(self) -> Panel:
        self.launcher.click()
        expect(self.answers.first).to_be_visible()
        return self

    def ask(self, text: str) -> Locator:
        """Type `text`, press Enter, and give the answer."""
        before = self.answers.count()
        self.words.fill(text)
        self.words.press("Enter")
        answer = self.answers.nth(before)
        expect(answer).to_be_visible()
        return answer

    def press(self, reply: str) -> Locator:
        """Press the quick reply that begins with `reply`, and give the answer."""
        before = self.answers.count()
        self.log.locator(".replies").get_by_role("button", name=reply).click()
        answer = self.answers.nth(before)
        expect(answer).to_be_visible()
        return answer

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.id || document.activeElement.tagName")

    def sideways(self) -> int:
        """By how many pixels the page can be scrolled sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
