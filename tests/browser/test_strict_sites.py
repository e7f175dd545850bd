"""The chat on sites that allow next to nothing, and on sites whose style sheets or scripts are in its way."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from site_visitor import Panel, style

from porewise.channels.widget import load_widget

VIOLATIONS = """
    window.broken = [];
    addEventListener("securitypolicyviolation", event => broken.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
STRICT = "default-src 'none'; script-src {origin}; connect-src {origin}"
TRUSTED_TYPES = f"{STRICT}; require-trusted-types-for 'script'; trusted-types 'none'"
PINNED = "default-src 'none'; script-src '{hash}'; connect-src {origin}"
HOSTILE_STYLES = {
    "unset": "* { all: unset !important; }",
    "hidden": "div, button, p, dialog, header, svg, ul, form, textarea { display: none !important; }",
    "moved": "body > * { position: absolute; left: -9999px; width: 1px; overflow: hidden; clip-path: inset(50%); }",
    "transformed": "body > * { transform: rotate(9deg); filter: blur(2px); contain: paint; will-change: transform; }",
    "seen through": "* { opacity: 0 !important; visibility: hidden !important; pointer-events: none !important; }",
    "large": "* { font: 900 60px/3 fantasy !important; letter-spacing: 1em; text-transform: uppercase !important; }",
    "mirrored": "* { writing-mode: vertical-rl !important; text-align: right !important; white-space: pre; }",
}
PARTS = (".launcher", "dialog", "h2", ".log", ".bubble", ".replies button", "textarea", ".send", ".person")
LOOKS = (
    "display",
    "color",
    "fontSize",
    "fontWeight",
    "letterSpacing",
    "textTransform",
    "visibility",
    "textAlign",
    "writingMode",
)


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def talk(panel: Panel) -> None:
    """Use all that there is."""
    panel.begin().press("How does Botox work")
    panel.answers.last.get_by_text("Sources (3)").click()
    panel.answers.last.get_by_role("button", name="Helpful", exact=True).click()
    panel.press("Compare with laser")
    panel.ask("I cannot breathe")
    panel.ask("hostile")
    panel.ask("fail")
    panel.words.fill("a\nb\nc")
    panel.button("More options").click()
    with panel.page.expect_download():
        panel.button("Download this chat").click()
    panel.resize(390, 700)
    panel.menu("New conversation")
    expect(panel.answers).to_have_count(1)
    panel.delete()
    expect(panel.button("Start chat")).to_be_visible()
    panel.close()


class TestPolicies:
    @pytest.mark.parametrize("policy", [STRICT, TRUSTED_TYPES], ids=["strict", "trusted types"])
    def test_the_whole_conversation_breaks_no_rule(self, context, visit, address, policy):
        context.add_init_script(VIOLATIONS)
        panel = visit(policy=policy.format(origin=origin(address)), data_teaser="Ask us", data_accent="#ffff00")
        talk(panel)
        assert panel.page.evaluate("broken") == []
        panel.problems[:] = [words for words in panel.problems if not words.startswith("Porewise: #ffff00")]

    def test_a_site_that_names_nothing_but_the_hash(self, context, visit, address):
        context.add_init_script(VIOLATIONS)
        widget = load_widget()
        policy = PINNED.format(hash=widget.integrity, origin=origin(address))
        panel = visit(policy=policy, tag=widget.pinned_tag(origin(address)))
        panel.begin().ask("hello")
        assert panel.page.evaluate("broken") == []

    def test_the_measure_itself_can_fail(self, context, visit, address):
        context.add_init_script(VIOLATIONS)
        panel = visit(policy=STRICT.format(origin=origin(address)), css="body { color: red }")
        assert panel.page.evaluate("broken.length") == 1
        assert panel.problems.pop().startswith("Loading the stylesheet")


class TestHash:
    def test_the_right_one_loads(self, visit, address):
        visit(tag=load_widget().pinned_tag(origin(address))).begin()

    def test_a_wrong_one_is_refused(self, context, site, address):
        tag = load_widget().pinned_tag(origin(address)).replace("sha384-", "sha384-AAAA")
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text))
        page.goto(site.page(address, tag=tag))
        page.wait_for_function("() => document.readyState === 'complete'")
        assert page.locator("porewise-chat").count() == 0
        assert any("integrity" in error for error in errors)


class TestOthers:
    def test_nobody_else_is_asked_for_anything(self, context, visit, address, site):
        hosts: set[str] = set()
        context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        talk(visit(data_teaser="Ask us"))
        assert hosts - {""} == {urlsplit(address).netloc, urlsplit(site.origin).netloc}

    def test_of_the_assistant_two_scripts_are_asked_for_and_nothing_twice(self, panel):
        read = [what for what in panel.asked if "/chat/" in what]
        assert len(read) == 2 and all(what.endswith("/widget.js") for what in read)

    def test_the_page_keeps_its_own_globals_and_its_own_dom(self, panel):
        known = "() => Object.keys(window).filter(name => /porewise|chat|widget/i.test(name))"
        assert panel.page.evaluate(known) == ["Porewise"]
        assert panel.page.evaluate("() => document.querySelectorAll('body > :not(header, main, footer)').length") == 1
        assert panel.page.evaluate("() => document.querySelectorAll('style, [style], link').length") == 0


class TestStyles:
    @pytest.fixture()
    def looks(self, visit):
        def looks(**page: str) -> dict:
            """Place and looks of the parts, on such a page."""
            panel = visit(**page)
            found = {".launcher": self.look(panel, ".launcher")}
            panel.begin()
            panel.page.mouse.move(1, 1)
            found |= {part: self.look(panel, part) for part in PARTS[1:]}
            panel.page.close()  # or the next one would have its chat
            return found

        return looks

    @staticmethod
    def look(panel: Panel, part: str) -> tuple:
        node = panel.root.locator(part).first
        return node.bounding_box(), [style(node, name) for name in LOOKS]

    @pytest.mark.parametrize("css", HOSTILE_STYLES.values(), ids=HOSTILE_STYLES)
    def test_the_sites_own_change_nothing(self, looks, css):
        assert looks(css=css) == looks()

    def test_the_chats_own_change_nothing_on_the_page(self, visit, context, site):
        boxes = """() => [...document.querySelectorAll("body > :not(porewise-chat), main *")].map(node => {
            const {x, y, width, height} = node.getBoundingClientRect();
            return [node.tagName, x, y, width, height, getComputedStyle(node).cssText];
        })"""
        with_chat = visit().begin().page.evaluate(boxes)
        page = context.new_page()
        page.goto(site.page("", tag="<!-- none -->"))
        assert page.evaluate(boxes) == with_chat


@pytest.mark.parametrize(
    "script",
    [
        "Array.prototype.extra = () => 1; Object.prototype.more = 'x'; String.prototype.bold = null;",
        "window.Porewise = undefined; window.open = window.close = window.send = window.ask = 'mine';",
        "addEventListener('click', event => event.target.closest('main'), true); window.$ = window.jQuery = {};",
    ],
    ids=["more on prototypes", "other globals", "listeners of its own"],
)
def test_scripts_of_the_site_are_not_in_its_way(visit, site, agent, script):
    panel = visit(before=f'<script src="{site.file(f"own{len(site.files)}.js", script, "text/javascript")}"></script>')
    panel.begin().press("How does Botox work")
    panel.press("Compare with laser")
    assert agent.seen[:2] == ["/greet", "/ask_mechanism"]
