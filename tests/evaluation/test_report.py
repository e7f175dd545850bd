"""The page: whole, in itself, and safe whatever people wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Dict, List

from stub_messages import held_out, judged

from porewise.evaluation import report, run, summary

EVIL = "<script>alert('x')</script> & \"quotes\""
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Balanced(HTMLParser):
    """Fails on an element that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: List[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())


def page(tmp_path: Path, **more: Any) -> str:
    reply = {"name": "utter_pain", "text": "It may hurt. " * 60 + EVIL, "buttons": []}
    offer = {"name": "utter_did_you_mean", "text": "Did you mean", "buttons": [{"title": EVIL, "payload": "/ask_cost"}]}
    asked = [
        judged("how much is it", "right"),
        judged(f"does it hurt {EVIL}", "wrong", replies=[reply], context=f"hello {EVIL}"),
        judged("and the price?", "offered", replies=[offer]),
        judged("nothing came back", "wrong", topic="cost", topic2="pain"),
    ]
    understood = [held_out("cost", "cost", 0.9), held_out("pain", "cost", 0.5, "clarify")]
    stories = {"conversations": 20, "passed": 19, "right": 95.0, "action_accuracy": 99.0}
    rasas = {"accuracy": 80.0, "precision": 81.0, "f1": 82.0}
    measured = run.Measurements(asked, asked, understood, stories, rasas, more.get("beside_default"))
    kept = {"noise": 0.5, "visitors": {"right": 50.0, "wrong": 20.0}}
    found = run.summarise(measured, more.get("of_seeds"), kept)
    report.write(tmp_path / "index.html", measured, found, summary.compare(found, kept))
    return (tmp_path / "index.html").read_text(encoding="utf-8")


def test_it_is_whole_and_needs_nothing_else(tmp_path: Path) -> None:
    html = page(tmp_path)
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    assert not re.search(r"<(script|link|img|iframe)\b", html)
    links = re.findall(r'\b(?:href|src)="([^"]+)"', html)
    assert links and all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert html.count("<svg ") == 3 and "prefers-color-scheme: dark" in html


def test_what_people_wrote_stays_text(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert "<script>" not in html and "&lt;script&gt;alert(" in html


def test_it_says_what_got_worse_and_by_how_much(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert re.search(r'class="worse">worse \(-25.00\)', html)  # right: 50 -> 25
    assert re.search(r'class="worse">worse \(\+30.00\)', html)  # wrong: 20 -> 50


def test_every_message_that_is_not_right_is_there_with_what_was_answered(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert "tests/visitors/visitors.jsonl: 3" in html
    assert "how much is it" not in html and "nothing came back" in html and "cost + pain" in html
    assert html.index("nothing came back") < html.index("and the price?")  # the wrong ones first
    assert "<code>utter_pain</code>" in html and "It may hurt. It may hurt." in html and "It may ..." in html
    assert "19 of 20 conversations" in html


def test_seeds_and_the_default_pipeline_are_there_when_they_were_measured(tmp_path: Path) -> None:
    assert "different seeds</h3>" not in page(tmp_path) and "Beside Rasa" not in page(tmp_path)
    one = {"values": [80.0, 81.0], "mean": 80.5, "spread": 0.71}
    of_seeds = {"seeds": [42, 43], **{name: one for name in ("accuracy", "macro_f1", "answered", "wrong_of_answered")}}
    intents = run.intents.figures([held_out("cost", "cost", 0.9)])
    side: Dict[str, Any] = {
        "held_out": intents,
        "messages": {"messages": 3, "right": 1.0, "refused": 2.0, "wrong": 3.0},
    }
    beside = {"ours": side, "rasa_default": {**side, "epochs": 20}}
    html = page(tmp_path, of_seeds=of_seeds, beside_default=beside)
    assert "2 trainings with different seeds" in html and "0.71" in html
    assert "Beside Rasa" in html and "trained for 20 epochs" in html
