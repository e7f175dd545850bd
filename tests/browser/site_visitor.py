"""What a person at a page with the chat does and sees."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

# An answer of the server that is no 200, or a line that broke: tests ask for those.
HARMLESS = ("Failed to load resource", "net::ERR_")
# What is there for screen readers only, and what is not the answer's text.
BESIDE = ".unseen, .flag, .call, .replies, details, .sideways, .below, .state"

RECONNECTING = re.compile("Reconnecting|offline|no connection")


def watched(page: Page, *addresses: str) -> list[str]:
    """A list that fills with what must never happen: a broken rule of the policy, an error, a request elsewhere."""
    problems: list[str] = []
    hosts: Collection[str] = {urlsplit(address).netloc for address in addresses}

    def on_console(message):
        harmless = any(words in message.text for words in HARMLESS)
        if message.type in ("error", "warning") and not harmless:
            problems.append(message.text)

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc not in hosts:
            problems.append(f"asked {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", on_request)
    page.on("dialog", lambda dialog: (problems.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
    return problems


def echoes(*texts: str) -> list[str]:
    """What is said when the stub is asked `texts`, one after the other."""
    return [said for text in texts for said in (text, f"You said: {text}")]


def squeezed(text: str) -> str:
    """`text` without white space and marks of lists."""
    return re.sub(r"\s+", "", re.sub(r"^- ", "", text, flags=re.MULTILINE))


class Panel:
    """The chat on a page. `problems` are those of the page, `asked` what it asked of the assistant's server."""

    def __init__(self, page: Page, problems: list[str]) -> None:
        self.page = page
        self.problems = problems
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(f"{request.method} {urlsplit(request.url).path}"))
        self.root = page.locator("porewise-chat")
        self.launcher = self.root.locator(".launcher")
        self.teaser = self.root.locator(".teaser")
        self.badge = self.root.locator(".badge")
        self.dialog = self.root.get_by_role("dialog")
        self.log = self.root.locator(".log")
        self.words = self.root.locator("textarea")
        self.typing = self.root.locator(".typing")
        self.connection = self.root.locator(".connection")
        self.trouble = self.root.locator(".trouble")
        self.mistake = self.root.locator(".mistake")
        self.bar = self.root.locator(".bar")

    @property
    def answers(self) -> Locator:
        return self.log.locator(".assistant")

    @property
    def questions(self) -> Locator:
        return self.log.locator(".visitor p:not(.state)")

    def said(self) -> list[str]:
        """All that was said, first to last, as it is read."""
        return self.log.locator(".turn").evaluate_all(TEXTS, BESIDE)

    def ready(self) -> Panel:
        """The widget has loaded."""
        self.launcher.wait_for(state="attached")
        return self

    def open(self) -> Panel:
        self.launcher.click()
        expect(self.dialog).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def agree(self) -> Panel:
        self.button("Start chat").click()
        expect(self.answers.first).to_be_visible()
        return self

    def begin(self) -> Panel:
        """Open, agree, be greeted."""
        return self.open().agree()

    def write(self, text: str) -> None:
        """Type `text` and press Enter."""
        self.words.fill(text)
        self.words.press("Enter")

    def ask(self, text: str) -> Locator:
        """Type `text`, press Enter, and give the answer."""
        before = self.answers.count()
        self.write(text)
        return self._answer(before)

    def press(self, reply: str) -> Locator:
        """Press the quick reply that begins with `reply`, and give the answer."""
        button = self.log.locator(".replies").get_by_role("button", name=reply)
        expect(button).to_be_visible()  # so that all before it is there and counted
        before = self.answers.count()
        button.click()
        return self._answer(before)

    def _answer(self, before: int) -> Locator:
        answer = self.answers.nth(before)
        expect(answer).to_be_visible()
        return answer

    def menu(self, item: str) -> None:
        self.button("More options").click()
        self.button(item).click()

    def delete(self) -> None:
        """Delete the chat, and say yes."""
        self.menu("Delete my chat")
        self.root.locator(".choice").get_by_role("button", name="Delete").click()

    def close(self) -> None:
        self.button("Close the chat").click()
        expect(self.dialog).to_be_hidden()

    def resize(self, width: int, height: int) -> Panel:
        """Make the window so large, and wait until all is in its new place."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self

    def focused(self) -> str:
        """What has the focus, also inside the widget: its name, its text or its tag."""
        return self.page.evaluate(FOCUSED)


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def shown(locator: Locator) -> str:
    """The text that a person reads in an answer, without white space."""
    return squeezed(locator.evaluate_all(TEXTS, BESIDE)[0])


def style(locator: Locator, name: str) -> str:
    """How it looks: the computed value of a CSS property."""
    return locator.evaluate("(node, name) => getComputedStyle(node)[name]", name)


TEXTS = """(nodes, beside) => nodes.map(node => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll(beside).forEach(part => part.remove());
    return copy.textContent;
})"""
FOCUSED = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const words = [...(node.labels ?? [])].map(label => label.textContent).join() || node.textContent.trim();
    return node.getAttribute("aria-label") || words.slice(0, 60) || node.tagName;
}"""
