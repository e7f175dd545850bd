"""What visitors are told about their words is what happens to them."""

from __future__ import annotations

from porewise.answers import load_answers
from porewise.channels.website import HOUR, KEEP
from porewise.settings import ROOT


def test_the_answer_on_privacy_says_how_long_a_chat_is_kept_and_how_to_delete_it() -> None:
    (said,) = load_answers()["utter_privacy"]
    assert f"for {KEEP // HOUR} hours" in said.text
    assert '"Delete my chat"' in said.text
    for page in (ROOT / "web" / "plain.html", ROOT / "web" / "built" / "widget.js"):
        assert "Delete my chat" in page.read_text()
