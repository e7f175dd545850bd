"""Reading and grouping the measuring messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from stub_messages import judged

from porewise.door import DataError
from porewise.evaluation.messages import SHARED, VISITORS, read_labelled
from porewise.evaluation.scores import by_file, by_group, by_style, by_topic, figures, table


def write(folder: Path, *lines: str, name: str = "x.jsonl") -> Path:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_labelled_rows_are_read_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, '{"text": "a", "topic": "cost"}', "", '{"text": "b"}', '{"text": "c\u2028d", "expect": "urgent"}')
    messages = read_labelled([tmp_path])
    assert [(m.line, m.text, m.label) for m in messages] == [(1, "a", "cost"), (4, "c\u2028d", "urgent")]


@pytest.mark.parametrize("line", ["hello", '["text"]', '{"topic": "cost"}'])
def test_a_line_that_is_no_message_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(DataError, match="x.jsonl, line 2"):
        read_labelled([write(tmp_path, '{"text": "a", "topic": "cost"}', line)])


def test_a_folder_without_labelled_messages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no \\*.jsonl with labelled messages"):
        read_labelled([VISITORS, write(tmp_path, '{"text": "hello"}')])


def test_two_topics_are_a_style_except_where_either_is_right(tmp_path: Path) -> None:
    row = '{"text": "a", "topic": "cost", "topic2": "pain", "style": "terse"}'
    write(tmp_path, row)
    write(tmp_path, row, name="real-skincare.jsonl")
    styles = {message.path.name: message.styles for message in read_labelled([tmp_path])}
    assert styles == {"x.jsonl": ["terse", "two questions"], "real-skincare.jsonl": ["terse"]}


def test_files_are_named_the_same_on_every_machine() -> None:
    assert judged("a", "right").message.file == "tests/visitors/visitors.jsonl"
    assert judged("a", "right", SHARED / "x.jsonl").message.file == "../shared/questions/x.jsonl"
    assert judged("a", "right", Path("/nowhere/x.jsonl")).message.file == "/nowhere/x.jsonl"


SET = [
    judged("a", "right", topic="out_of_scope"),
    judged("b", "wrong", topic="out_of_scope"),
    judged("c", "right", topic="smalltalk", style="terse"),
    judged("d", "partly", topic="cost", topic2="pain", style="followup"),
    judged("e", "offered", topic="cost", style="followup"),
]


def test_outcomes_are_counted_by_file_style_topic_and_group() -> None:
    assert by_file(SET) == {"tests/visitors/visitors.jsonl": {"right": 2, "wrong": 1, "partly": 1, "offered": 1}}
    assert by_style(SET) == {
        "followup": {"partly": 1, "offered": 1},
        "terse": {"right": 1},
        "two questions": {"partly": 1},
    }
    assert by_topic(SET)["pain"] == {"partly": 1} and by_topic(SET)["cost"] == {"partly": 1, "offered": 1}
    assert by_group(SET)["out of scope"] == {"right": 1, "wrong": 1}


def test_the_figures_of_a_set() -> None:
    found = figures(SET, [judged("a", outcome) for outcome in ("right", "wrong", "wrong", "wrong", "refused")])
    assert found["messages"] == 5 and found["right"] == 40.0 and found["wrong"] == 20.0 and found["refused"] == 0.0
    assert found["out_of_scope_right"] == 50.0 and found["smalltalk_right"] == 100.0
    assert found["followup_right"] == 0.0 and found["two_questions_messages"] == 1
    assert found["right_with_typos"] == 20.0 and found["typo_loss"] == 20.0
    assert figures(SET[:1])["smalltalk_right"] is None and "typo_loss" not in figures(SET)


def test_the_table_has_a_line_for_each_group() -> None:
    lines = table("group", by_group(SET)).splitlines()
    assert lines[0].split() == ["group", "messages", "right", "partly", "offered", "refused", "wrong"]
    assert lines[1].split() == [
        "out",
        "of",
        "scope",
        "2",
        "1",
        "50.0",
        "%",
        "0",
        "0.0",
        "%",
        "0",
        "0.0",
        "%",
        "0",
        "0.0",
        "%",
        "1",
        "50.0",
        "%",
    ]
