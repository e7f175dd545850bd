"""What is trained on is not measured with."""

from __future__ import annotations

from pathlib import Path

import pytest

from porewise.door import DataError
from porewise.evaluation.examples import Example, held_out_examples, read_examples
from porewise.evaluation.messages import default_folders, read_labelled
from porewise.evaluation.near_copies import Measured, near_copies, refuse_near_copies
from porewise.evaluation.run import check_near_copies

EXAMPLES = [
    Example(Path("data/pain/nlu/ask_pain.yml"), 12, "ask_pain", "does microneedling hurt a lot"),
    Example(Path("data/pain/nlu/ask_pain.yml"), 13, "ask_pain", "hi there"),
]


def found(text: str) -> list[str]:
    return [copy.example.text for copy in near_copies([Measured(Path("x.jsonl"), 3, text)], EXAMPLES)]


@pytest.mark.parametrize(
    "text",
    [
        "does microneedling hurt a lot",
        "Does microneedling hurt a lot?!",
        "a lot, does microneedling hurt",  # the same words in another order
        "does micronedling hurt a lot",  # a typo
        "does micro-needling hurt a lot",
    ],
)
def test_a_near_copy_is_found(text: str) -> None:
    assert found(text) == ["does microneedling hurt a lot"]


@pytest.mark.parametrize("text", ["how painful is microneedling really", "does the laser hurt a lot", "", "hi there"])
def test_another_message_and_a_short_one_are_not(text: str) -> None:
    assert found(text) == []


def test_nothing_to_compare_is_no_near_copy() -> None:
    assert near_copies([Measured(Path("x"), 1, "does microneedling hurt a lot")], []) == []
    assert near_copies([], EXAMPLES) == []


def test_it_stops_with_file_line_and_example() -> None:
    messages = [Measured(Path("visitors.jsonl"), 5, "Does microneedling hurt a lot?")] * 25
    with pytest.raises(DataError) as stopped:
        refuse_near_copies(messages, EXAMPLES)
    text = str(stopped.value)
    assert "25 measuring messages" in text and "and 5 more" in text
    assert "visitors.jsonl, line 5" in text and "100 % like" in text and "ask_pain.yml, line 12" in text
    refuse_near_copies([Measured(Path("x"), 1, "what does a session cost here")], EXAMPLES)


def test_the_line_of_an_example_is_the_one_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ask_pain.yml"
    path.write_text(
        'version: "3.1"\nnlu:\n- intent: ask_pain\n  examples: |\n    - does it hurt\n\n'
        "    - is [Fraxel](treatment) painful\n"
        "- synonym: x\n  examples: |\n    - y\n- intent: ask_cost\n  examples: |\n    - how much\n"
    )
    examples = read_examples([path])
    assert [(e.line, e.intent, e.text) for e in examples] == [
        (5, "ask_pain", "does it hurt"),
        (7, "ask_pain", "is Fraxel painful"),
        (13, "ask_cost", "how much"),
    ]
    lines = path.read_text().splitlines()
    assert all(lines[e.line - 1].strip().startswith("- ") for e in examples)


@pytest.mark.parametrize(
    "content, says",
    [
        ("rules: []\n", "line 1: `nlu` with a list"),
        ("nlu:\n- intent: x\n  examples:\n  - a\n", "line 4: `examples: |`"),
        ("nlu:\n- intent: x\n  examples: |\n    nothing\n", "no example"),
    ],
)
def test_a_file_without_examples_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "x.yml"
    path.write_text(content)
    with pytest.raises(DataError) as refused:
        read_examples([path])
    assert says in str(refused.value)


def test_no_measuring_message_of_ours_was_trained_on() -> None:
    check_near_copies(read_labelled(default_folders()), held_out_examples())
