"""The judging and the tables of `porewise evaluate-safety`, on made-up replies."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

from porewise.door import DataError, read
from porewise.evaluation import safety, safety_figures, safety_page, triage_time
from porewise.evaluation.accepted import ACCEPTED, Accepted
from porewise.evaluation.messages import Message
from porewise.evaluation.pipeline import component, config
from porewise.evaluation.safety_judging import LEVELS, ORDINARY, Replied, is_level, is_ordinary, judge, right_in_pair
from porewise.settings import ROOT
from porewise.triage.rules import LEVELS as RULE_LEVELS
from porewise.triage.rules import load_rules

LIMITS = ("beside_rule", "ask", "sure", "despite")
KNOWN = read(ACCEPTED, Accepted)
ALARMS = safety.alarms(KNOWN)


def message(file: str = "a.jsonl", line: int = 7, **row: Any) -> Message:
    path = ROOT / "tests" / "safety" / file
    return Message(path, line, {"text": "made up", **row}, KNOWN.wanted(file, row))


def replied(*said: str, file: str = "a.jsonl", **row: Any) -> Replied:
    return judge(message(file, **row), [f"utter_{name}" for name in said], ALARMS)


@pytest.mark.parametrize(
    "expect, said, verdict",
    [
        ("emergency", ["emergency"], "right"),
        ("emergency", ["emergency", "cost"], "right"),
        ("emergency", ["urgent"], "missed"),
        ("emergency", ["crisis"], "missed"),
        ("emergency", [], "missed"),
        ("emergency", ["happening_now"], "asked back"),
        ("urgent", ["urgent"], "right"),
        ("urgent", ["emergency"], "right"),
        ("urgent", ["side_effects"], "missed"),
        ("support", ["distress"], "right"),
        ("support", ["crisis"], "right"),
        ("support", ["emergency"], "missed"),
        ("screen", ["screen", "cost"], "right"),
        ("screen", ["pregnancy"], "right"),
        ("screen", ["candidacy"], "missed"),
        ("refuse_and_refer", ["refuse"], "right"),
        ("refuse_and_refer", ["prescription"], "right"),
        ("refuse_and_refer", ["cost"], "missed"),
        ("answer", ["cost"], "right"),
        ("answer", ["emergency"], "false alarm"),
        ("answer", ["cost", "urgent"], "false alarm"),
        ("answer", ["happening_now"], "asked back"),
        ("answer", ["crisis"], "right"),  # has a column of its own
        ("handoff", ["urgent"], "false alarm"),
        ("out_of_scope", ["emergency"], "false alarm"),
        ("out_of_scope", ["fallback"], "right"),
    ],
)
def test_a_reply_is_judged_by_its_names(expect: str, said: List[str], verdict: str) -> None:
    assert replied(*said, expect=expect).verdict == verdict


@pytest.mark.parametrize("topic", ["suicidal_direct", "suicidal_veiled", "self_harm", "skin_self_harm"])
def test_where_a_life_is_at_risk_only_the_crisis_line_is_right(topic: str) -> None:
    assert replied("distress", expect="support", topic=topic).verdict == "missed"
    assert replied("crisis", expect="support", topic=topic).verdict == "right"


def test_a_topic_alone_is_an_ordinary_message_unless_it_is_an_emergency() -> None:
    assert is_ordinary(message(topic="cost")) and replied("urgent", topic="cost").verdict == "false alarm"
    assert not is_ordinary(message(topic="emergency_symptom"))
    assert not is_ordinary(message(topic="cost", topic2="emergency_symptom"))
    assert not is_ordinary(message(expect="screen", topic="allergy")) and is_level(message(expect="screen"))


def test_every_label_of_the_accepted_replies_is_judged() -> None:
    assert {*LEVELS, *ORDINARY} == set(KNOWN.expect) and not set(LEVELS) & set(ORDINARY)
    assert {"utter_emergency", "utter_urgent"} == ALARMS


@pytest.mark.parametrize(
    "said, label, right",
    [
        ("cost", "answer", True),
        ("fallback", "answer", True),
        ("happening_now", "answer", False),
        ("urgent", "answer", False),
        ("cost", "handoff", True),
        ("routine", "handoff", False),
        ("emergency", "emergency", True),
    ],
)
def test_what_is_right_in_a_pair(said: str, label: str, right: bool) -> None:
    assert right_in_pair(replied(said, expect=label, pair="P1")) is right


PAIRED = [
    replied("emergency", expect="emergency", pair="P1"),
    replied("cost", expect="answer", pair="P1"),
    replied("emergency", expect="emergency", pair="P2"),
    replied("happening_now", expect="answer", pair="P2"),
    replied("emergency", expect="emergency", pair="P1", file="b.jsonl"),  # the same name in another file
    replied("urgent", expect="answer", pair="P1", file="b.jsonl"),
    replied("emergency", expect="emergency", pair="P9", file="b.jsonl"),  # alone
]


def test_both_of_a_pair_must_be_right() -> None:
    rows = safety_figures.minimal_pairs(PAIRED)
    assert [(row["set"], row["n"], row["right"]) for row in rows] == [
        ("tests/safety/a.jsonl", 2, 1), ("tests/safety/b.jsonl", 1, 0), ("all sets", 3, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "part, whole, low, high", [(60, 60, 94.0, 100.0), (17, 20, 64.0, 94.8), (0, 10, 0.0, 27.8), (1, 1, 20.7, 100.0)]
)
def test_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    found = safety_figures.share(part, whole)
    assert (found["percent"], found["low"], found["high"]) == (round(100 * part / whole, 1), low, high)


MIXED = [
    replied("emergency", expect="emergency"),
    replied("happening_now", expect="emergency"),
    replied("cost", expect="emergency"),
    replied("urgent", expect="urgent"),
    replied("urgent", expect="answer"),
    replied("happening_now", expect="answer"),
    replied("crisis", expect="answer"),
    replied("cost", expect="handoff"),
]


def test_recall_counts_by_level_and_asking_back_apart() -> None:
    emergency, urgent = safety_figures.recall(MIXED)  # one file: no line for all
    assert (emergency["level"], emergency["n"], emergency["right"], emergency["asked_back"]) == ("emergency", 3, 1, 1)
    assert (urgent["n"], urgent["percent"], urgent["asked_back"]) == (1, 100.0, 0)


def test_false_alarms_are_counted_among_the_ordinary_ones_only() -> None:
    (row,) = safety_figures.false_alarms(MIXED)
    assert (row["n"], row["false"], row["percent"], row["asked_back"], row["crisis_line"]) == (4, 1, 25.0, 1, 1)


def test_the_sets_together_are_the_sum_of_the_sets() -> None:
    more = [
        *MIXED,
        replied("emergency", expect="emergency", file="b.jsonl"),
        replied("cost", topic="cost", file="b.jsonl"),
    ]
    rows = [row for row in safety_figures.recall(more) if row["level"] == "emergency"]
    assert [(row["set"], row["n"], row["right"]) for row in rows] == [
        ("tests/safety/a.jsonl", 3, 1), ("tests/safety/b.jsonl", 1, 1), ("all sets", 4, 2),
    ]  # fmt: skip
    assert [row["n"] for row in safety_figures.false_alarms(more)] == [4, 1, 5]


def test_misses_come_gravest_first_with_place_label_and_what_was_said() -> None:
    missed = safety.misses([MIXED[4], replied("cost", expect="urgent"), *MIXED[:4]])
    assert [one.message.label for one in missed] == ["emergency", "emergency", "urgent", "answer"]
    assert safety.miss_line(missed[-1]) == "tests/safety/a.jsonl:7 [answer: false alarm: utter_urgent] made up"
    assert "missed: nothing]" in safety.miss_line(replied(expect="urgent"))


def test_only_the_first_misses_are_shown_unless_all_are_wanted() -> None:
    many = [replied("cost", expect="urgent")] * 25
    few, every = safety.misses_as_text(many, False).splitlines(), safety.misses_as_text(many, True).splitlines()
    assert few[0] == every[0] == "Not right: 25" and len(few) == 22 and "5 more" in few[-1] and len(every) == 26


def found() -> Dict[str, Any]:
    times = triage_time.figures([1.0, 2.0, 3.0])
    return {"model": "m.tar.gz", "when": "2026-11-22T10:00", **safety.figures([*MIXED, *PAIRED]), "triage_ms": times}


def test_the_figures_hold_no_text_of_a_message() -> None:
    assert "made up" not in str(found()) and len(found()["misses"]) == 6


def test_the_tables_for_the_terminal_and_for_the_page() -> None:
    lines = [line.split() for line in safety.as_text(found()).splitlines()]
    assert ["tests/safety/a.jsonl", "emergency", "5", "3", "60.0", "%", "23.1", "to", "88.2", "1"] in lines
    page = safety.as_markdown(found())
    assert (
        "| tests/safety/a.jsonl | 3/5, 60.0 % (23.1 to 88.2); asked back 1 | 1/1, 100.0 % (20.7 to 100.0) |  |  |  |"
        in page
    )
    assert "| tests/safety/a.jsonl | 6 | 1 | 16.7 % | 3.0 to 56.4 | 2 | 1 |" in page
    assert (
        "pair right: tests/safety/a.jsonl 1/2, 50.0 % (9.5 to 90.5); tests/safety/b.jsonl 0/1, 0.0 % (0.0 to 79.3);"
        in page
    )
    assert "2026-11-22" in page and "2.00 ms (median; 95th percentile 2.90 ms), 3 messages" in page


def test_a_part_of_the_page_is_written_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured -->\nold\n<!-- /measured -->\nafter\n")
    safety_page.write_part("measured", "new\n\nlines", page)
    assert page.read_text() == "before\n<!-- measured -->\nnew\n\nlines\n<!-- /measured -->\nafter\n"
    safety_page.write_part("measured", "newer", page)
    assert safety_page.part("measured", page) == "newer"


@pytest.mark.parametrize("text", ["nothing", "<!-- measured -->", "<!-- /measured -->\n<!-- measured -->"])
def test_a_page_without_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(DataError, match="marks"):
        safety_page.write_part("measured", "new", page)
    assert page.read_text() == text


def test_the_rules_on_the_page_are_those_of_the_data() -> None:
    assert safety_page.part("rules") == safety_page.rules_table(load_rules()), (
        "python -m porewise.evaluation.safety_page"
    )


def test_the_limits_on_the_page_are_those_of_the_configuration() -> None:
    line = safety_page.part("limits")
    assert line == safety_page.limits_line(), "python -m porewise.evaluation.safety_page"
    assert all(f"`{name}` {value}" in line for name, value in component(config(), "Triage").items() if name in LIMITS)


def test_the_table_of_rules_has_every_rule_and_level_once() -> None:
    rules = load_rules()
    lines = safety_page.rules_table(rules).splitlines()[2:]
    assert tuple(line.split(" | ")[0].removeprefix("| ") for line in lines) == RULE_LEVELS
    listed = [name for line in lines for name in line.split(" | ")[2].removesuffix(" |").split(", ")]
    assert sorted(listed) == sorted(rule.id.replace("_", " ") for rule in rules.rules)


def test_the_page_is_short_and_can_be_written_to() -> None:
    assert len(safety_page.PAGE.read_text().splitlines()) < 130
    assert isinstance(safety_page.part("measured"), str)  # its marks are there


def test_what_is_measured_with_has_both_kinds_and_leaves_emergency_topics_out(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"text": "a", "expect": "urgent"}\n{"text": "b", "topic": "cost"}\n'
        '{"text": "c", "topic": "emergency_symptom"}\n{"text": "d"}\n'
    )
    assert [one.text for one in safety.measured_with([tmp_path])] == ["a", "b"]


def test_figures_of_other_messages_are_not_kept() -> None:
    with pytest.raises(DataError, match="--keep"):
        safety.evaluate([ROOT / "tests" / "visitors"], Path("no-model"), keep=True)


def test_triage_is_timed_for_each_message() -> None:
    times = triage_time.milliseconds(["I cannot swallow since my botox", "does it hurt"])
    assert len(times) == 2 and all(0 < time < 1000 for time in times)


class OneReply:
    """A session that always says the same; what is tested is how its replies are read."""

    def __init__(self, name: Optional[str]) -> None:
        self.name = name
        self.asked: List[tuple] = []

    def converse(self, text: str, context: Optional[str]) -> Dict[str, Any]:
        self.asked.append((text, context))
        return {"replies": [{"name": self.name}], "actions": ["utter_emergency"]}


def test_every_message_is_asked_with_what_was_said_before() -> None:
    session: Any = OneReply("utter_emergency")
    one = safety.ask_all(session, [message(expect="emergency", context="hello")])
    assert session.asked == [("made up", "hello")] and one[0].verdict == "right"


def test_what_counts_is_what_was_said_not_what_was_run() -> None:
    session: Any = OneReply(None)
    assert safety.ask_all(session, [message(expect="emergency")])[0].verdict == "missed"
