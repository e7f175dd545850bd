"""Whatever a message holds is shown as it is: nothing in it runs, leads anywhere dangerous, or gets lost."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings, strategies
from playwright.sync_api import expect
from site_visitor import BESIDE, TEXTS, Panel
from stub_clinic import ANSWERS, PHONE, bot

from porewise.channels import access
from porewise.channels.pace import Pace

PAYLOADS = """
<script>alert(1)</script>
"><script>alert(1)</script>
</script><script>alert(1)</script>
</textarea><script>alert(1)</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<IMG SRC="javascript:alert(1)">
<svg/onload=alert(1)>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">
<details open ontoggle=alert(1)>x
<body onload=alert(1)>
<input autofocus onfocus=alert(1)>
<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="data:text/html,<script>alert(1)</script>">
<form action="javascript:alert(1)"><button>x</button></form>
<base href="https://evil.example/"><link rel=stylesheet href=//evil.example>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<template><script>alert(1)</script></template><slot onslotchange=alert(1)></slot>
<a href="javascript:alert(1)">x</a>
<a href="https://x.example" onmouseover=alert(1)>x</a>
javascript:alert(1)
JaVaScRiPt:alert(1)
 javascript:alert(1)
java\tscript:alert(1)
java\u200bscript:alert(1)
\x01javascript:alert(1)
ｊavascript:alert(1)
&#106;avascript:alert(1)
javascript&colon;alert(1)
javascript://x.example/%0aalert(1)
data:text/html,<script>alert(1)</script>
vbscript:msgbox(1)
[x](javascript:alert(1))
![x](https://x.example/"onerror="alert(1))
**<img src=x onerror=alert(1)>**
**javascript:alert(1)**
- <script>alert(1)</script>
https://x.example/"onmouseover="alert(1)
https://x.example/'><script>alert(1)</script>
https://x.example/javascript:alert(1)
https:javascript:alert(1)
http://javascript:alert(1)@x.example/
tel:javascript:alert(1)
mailto:a@x.example?body=<script>alert(1)</script>
xhttps://x.example xjavascript:https://x.example/
${alert(1)} {{constructor.constructor('alert(1)')()}} #{alert(1)} <%= alert(1) %>
<!--<script>alert(1)//--> <![CDATA[<script>alert(1)</script>]]>
\u202egpj.exe\u202c \u2066x\u2069 \u2028alert(1)\u2029
'-alert(1)-' ";alert(1);// \\";alert(1)// `alert(1)`
""".strip("\n").split("\n")
SAFE = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
ALLOWED = {"DIV", "P", "SPAN", "UL", "OL", "LI", "A", "STRONG", "SMALL", "DETAILS", "SUMMARY", "BUTTON", "SVG", "PATH"}
TABLES = {"TABLE", "CAPTION", "THEAD", "TBODY", "TR", "TH", "TD"}
HOLDS = """log => [...log.querySelectorAll("*")].map(node => [
    node.tagName.toUpperCase(),
    node.getAttributeNames().filter(name => /^(on.*|style|src|srcdoc|action)$/.test(name)),
    node.getAttribute("href"), node.protocol ?? "",
])"""
MARKS = """nodes => nodes.map(node => [
    node.querySelector(".bubble").textContent.split("*").length - 1,
    node.querySelectorAll("strong").length, node.querySelectorAll("li").length,
])"""
NO_HURRY = Pace(burst=10_000, per_minute=10_000)
MARKED = strategies.sampled_from(
    [
        "*",
        "**",
        "***",
        "_",
        "`",
        "- ",
        "-",
        "\n",
        "\n\n",
        " ",
        "<",
        ">",
        "&",
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        ".",
        ":",
        "#",
    ]
    + ["https://x.example/a_b*c", "http://", "mailto:a@b.c", "tel:+1", "javascript:alert(1)", "www.x.example"]
    + ["911", "988", PHONE, "hello@example.com", "1", "x", "take 2 * 3", "< 38 and > 36", "file_name", "ü", "漢", "😀"]
)
TEXT = strategies.lists(MARKED | strategies.text(max_size=6), max_size=14).map("".join)


def held_safely(panel: Panel) -> None:
    """Nothing stands in the conversation that runs or leads to where it should not."""
    assert panel.page.evaluate("() => typeof ran") == "undefined"
    for tag, attributes, href, protocol in panel.log.evaluate(HOLDS):
        assert tag in ALLOWED | TABLES
        assert attributes == []
        assert href is None or SAFE.match(href), href
        assert protocol in ("", ":", "http:", "https:", "mailto:", "tel:")  # ":" is an address that is none


def text_of(panel: Panel, selector: str, last: int) -> list[str]:
    """What is read in the `last` nodes of that kind, with its white space."""
    return panel.log.locator(selector).evaluate_all(TEXTS, BESIDE)[-last:]


def letters(text: str) -> str:
    """`text` without what is no character to a reader, and without the marks of bold words."""
    return re.sub(r"[\s\ufeff\x1c-\x1f\x85*]", "", re.sub(r"(?m)^- ", "", re.sub(r"\r\n", "\n", text)))


@pytest.fixture()
def quick(monkeypatch) -> None:
    monkeypatch.setattr(access, "CHAT_MESSAGES", NO_HURRY)
    monkeypatch.setattr(access, "ADDRESS_REQUESTS", NO_HURRY)


class TestPayloads:
    def test_in_the_bots_words(self, panel, monkeypatch):
        monkeypatch.setitem(ANSWERS, "payloads", [bot(payload, "utter_x") for payload in PAYLOADS])
        panel.begin().write("payloads")
        expect(panel.answers).to_have_count(1 + len(PAYLOADS))
        held_safely(panel)
        assert list(map(letters, text_of(panel, ".assistant", len(PAYLOADS)))) == list(map(letters, PAYLOADS))

    def test_in_buttons_tables_and_sources(self, panel, monkeypatch):
        table = {
            "caption": PAYLOADS[0],
            "columns": ["", *PAYLOADS],
            "rows": [[name, *PAYLOADS] for name in PAYLOADS[:3]],
        }
        buttons = [(payload, "/greet") for payload in PAYLOADS]
        message = bot("All.", "utter_x", sources=PAYLOADS, buttons=buttons, custom={"table": table})
        monkeypatch.setitem(ANSWERS, "payloads", [message])
        answer = panel.begin().ask("payloads")
        answer.get_by_text(f"Sources ({len(PAYLOADS)})").click()
        held_safely(panel)
        for selector, expected in (
            (".replies button", PAYLOADS),
            ("ol > li", PAYLOADS),
            ("caption", PAYLOADS[:1]),
            ("thead th", PAYLOADS),
            ("tbody th", PAYLOADS[:3]),
            ("td:not(thead *)", PAYLOADS * 3),
        ):
            shown = answer.locator(selector).evaluate_all("nodes => nodes.map(node => node.textContent)")
            assert list(map(letters, shown)) == list(map(letters, expected)), selector

    def test_in_what_comes_over_the_line(self, panel, address):
        """A server that was taken over, or a proxy that writes into the stream: still nothing runs."""
        sources = [
            {"id": payload, "title": payload, "publisher": payload, "year": payload, "url": payload}
            for payload in PAYLOADS
        ]
        entry = {
            "type": "assistant",
            "at": PAYLOADS[0],
            "to": 1,
            "text": "All.",
            "lang": PAYLOADS[1],
            "level": PAYLOADS[2],
        }
        entry |= {
            "buttons": [{"id": payload, "title": payload} for payload in PAYLOADS],
            "table": None,
            "name": PAYLOADS[3],
        }
        entry |= {
            "metadata": {"sources": sources, "reviewed": PAYLOADS[4], "review_by": PAYLOADS[5], "status": PAYLOADS[6]}
        }
        body = (
            f"event: entry\ndata: {json.dumps(entry | {'seq': 1})}\n\nevent: ready\ndata: {json.dumps({'last': 1})}\n\n"
        )
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}
        panel.page.route("**/events*", lambda route: route.fulfill(body=body, headers=headers))
        panel.begin()
        panel.answers.first.get_by_text(f"Sources ({len(PAYLOADS)})").click()
        held_safely(panel)
        links = panel.answers.first.locator("li a").evaluate_all("links => links.map(link => link.href)")
        assert links and all(SAFE.match(link) for link in links)

    def test_in_the_visitors_words_and_in_the_file_of_them(self, panel, quick, tmp_path):
        panel.begin()
        for payload in PAYLOADS:
            panel.ask(f"x {payload}")
        held_safely(panel)
        shown = text_of(panel, ".visitor", len(PAYLOADS))
        assert shown == [f"x {payload}".rstrip() for payload in PAYLOADS]
        panel.page.reload()
        panel.open()
        expect(panel.answers).to_have_count(1 + len(PAYLOADS))
        held_safely(panel)
        assert text_of(panel, ".visitor", len(PAYLOADS)) == shown
        panel.button("More options").click()
        with panel.page.expect_download() as download:
            panel.button("Download this chat").click()
        download.value.save_as(tmp_path / "chat.txt")
        text = (tmp_path / "chat.txt").read_bytes().decode()
        assert [payload for payload in PAYLOADS if payload.rstrip() not in text] == []

    def test_in_the_address_of_the_page_and_in_its_settings(self, visit, site, address):
        url = site.page(
            address, data_title=PAYLOADS[5], data_teaser=PAYLOADS[0], data_label=PAYLOADS[1], data_phone=PAYLOADS[2]
        )
        whole = "".join(map(quote, PAYLOADS))
        panel = visit(f"{url}?question={whole}&porewise={whole}#{whole}")
        panel.begin()
        held_safely(panel)
        assert panel.root.evaluate("host => host.shadowRoot.querySelectorAll('script, img, iframe').length") == 0

    def test_the_measure_itself_can_fail(self, panel):
        panel.begin().log.evaluate(
            "log => log.append(Object.assign(document.createElement('a'), {href: 'javascript:1'}))"
        )
        with pytest.raises(AssertionError):
            held_safely(panel)


def test_every_character_of_any_text_is_shown(panel, quick):
    """Visible text is the source without its markup: `- ` before an item, `**` around bold words."""
    panel.begin()
    shown = 1

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @example(
        [f"{PHONE} " * 40, "911 " * 40, "**" * 9 + "x" + "**" * 9, "temperature < 38 and > 36", "take 2 * 3 tablets"]
    )
    @given(strategies.lists(TEXT, min_size=20, max_size=40))
    def check(texts: list[str]) -> None:
        nonlocal shown
        ANSWERS["any"] = [bot(text, "utter_x") for text in texts]
        panel.write("any")
        shown += len(texts)
        expect(panel.answers).to_have_count(shown)
        assert list(map(letters, text_of(panel, ".assistant", len(texts)))) == list(map(letters, texts))
        marks = panel.answers.evaluate_all(MARKS)[-len(texts) :]
        for text, (left, bold, items) in zip(texts, marks, strict=True):
            assert left + 4 * bold == text.count("*"), text
            assert items == len(re.findall(r"(?m)(?:^|\n)- ", text.replace("\r\n", "\n"))), text

    try:
        check()
    finally:
        ANSWERS.pop("any", None)
    held_safely(panel)
