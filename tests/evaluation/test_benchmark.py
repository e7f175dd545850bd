"""The benchmark: reading data of others, and its figures against numbers worked out by hand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, Optional

import pytest

from porewise.door import DataError
from porewise.evaluation import benchmark as module
from porewise.evaluation.benchmark import Answer, at_threshold, figures, in_zones, mcc, within
from porewise.evaluation.benchmark_data import Row, read_pair, write_for_rasa
from porewise.evaluation.pipeline import Thresholds
from porewise.evaluation.session import Parsed

TRAIN = "text,label\nhow much is it,cost\ndoes it hurt,pain\nwhat time is it,oos\n"


def pair(folder: Path, train: Optional[str] = TRAIN, test: Optional[str] = "text,label\nprice?,cost\n") -> Path:
    for name, content in (("train.csv", train), ("test.csv", test)):
        if content is not None:
            (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_csv_with_quotes_line_breaks_and_a_byte_order_mark(tmp_path: Path) -> None:
    test = '\ufeffsentence,label\n"so, ""how"" much\nis it",cost\n\nhello there,NO_NODES_DETECTED\nouch,a/b\n'
    read = read_pair(pair(tmp_path, test=test))
    assert read.train == [Row("how much is it", "cost"), Row("does it hurt", "pain")]
    assert read.test == [Row('so, "how" much\nis it', "cost"), Row("hello there", ""), Row("ouch", "a|b")]
    assert "1 out-of-scope messages of the train set were left out" in read.notes[0]
    assert "1 test messages" in read.notes[1] and "a|b" in read.notes[1]


def test_rasa_yaml_and_a_label_of_ones_own_for_out_of_scope(tmp_path: Path) -> None:
    for name in ("train.yml", "test.yml"):
        (tmp_path / name).write_text(
            'version: "3.1"\nnlu:\n- intent: cost\n  examples: |\n    - price of [Fraxel](treatment)\n'
            "- intent: pain\n  examples: |\n    - ouch\n- intent: chatter\n  examples: |\n    - lovely weather\n"
        )
    read = read_pair(tmp_path, ["chatter"])
    assert read.train == [Row("price of Fraxel", "cost"), Row("ouch", "pain")]
    assert read.test[-1] == Row("lovely weather", "")


@pytest.mark.parametrize(
    "train, test, says",
    [
        (None, TRAIN, "there is no train.csv and no train.yml"),
        (TRAIN, None, "there is no test.csv and no test.yml"),
        (TRAIN, "question,answer\na,b\n", "test.csv, line 1: the header must be text,label or sentence,label"),
        (TRAIN, "", "test.csv, line 1: the header"),
        (TRAIN, "text,label\n", "test.csv: there are no messages in it"),
        (TRAIN, 'text,label\n"a\nb",x\nlonely\n', "test.csv, line 4: here must stand a text and a label"),
        (TRAIN, "text,label\n ,x\n", "test.csv, line 2: here must stand a text and a label"),
        ("text,label\na,x\nb,x\nc,oos\n", TRAIN, "the train set has 1 intents in scope; two are needed"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, train: Optional[str], test: Optional[str], says: str) -> None:
    with pytest.raises(DataError) as refused:
        read_pair(pair(tmp_path, train, test))
    assert says in str(refused.value)


def test_yaml_without_nlu_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.yml").write_text("stories: []\n")
    with pytest.raises(DataError, match="train.yml, line 1: the key `nlu`"):
        read_pair(tmp_path)


def test_brackets_in_a_message_are_no_entities(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    write_for_rasa([Row("see [this](there)", "a"), Row('- "x": {y}', "b")], tmp_path / "train.json")
    loaded = load_data(str(tmp_path / "train.json")).intent_examples
    assert [(e.get("text"), e.get("intent")) for e in loaded] == [("see [this](there)", "a"), ('- "x": {y}', "b")]


def answer(intent: str, understood: str, confidence: float, decided: Optional[str] = None) -> Answer:
    return Answer(intent, Parsed(decided or understood, understood, confidence, 2.0, (understood, "second")))


ANSWERS: List[Answer] = [
    answer("a", "a", 0.9),
    answer("a", "b", 0.7),
    answer("b", "b", 0.5, "clarify"),
    answer("b", "b", 0.3, "nlu_fallback"),
    answer("", "a", 0.8),
    answer("", "a", 0.45, "clarify"),
    answer("", "b", 0.2, "nlu_fallback"),
    answer("", "b", 0.1, "nlu_fallback"),
]


def test_figures_at_a_threshold() -> None:
    at = at_threshold(ANSWERS, 0.4)
    assert at["right"] == 50.0  # two of four
    assert at["out_of_scope_recall"] == 50.0 and at["out_of_scope_precision"] == 66.67  # two of four, two of three
    none = at_threshold(ANSWERS, 0.0)
    assert none["right"] == 75.0 and none["out_of_scope_recall"] == 0.0 and none["out_of_scope_precision"] is None


def test_mcc_takes_out_of_scope_for_one_class_more() -> None:
    perfect = [answer("a", "a", 0.9), answer("b", "b", 0.9), answer("", "a", 0.1)]
    assert mcc(perfect, 0.5) == pytest.approx(1.0)
    # Gorodkin's formula by hand, at .4: truth a 2, b 2, out 4; predicted a 3, b 2, out 3; right 1 + 1 + 2.
    # (4*8 - (2*3 + 2*2 + 4*3)) / sqrt((64 - (9 + 4 + 9)) * (64 - (4 + 4 + 16)))
    assert mcc(ANSWERS, 0.4) == pytest.approx(10 / (42 * 40) ** 0.5)


def test_all_figures() -> None:
    found = figures(ANSWERS, Thresholds(0.4, 0.6))
    assert found["test_in_scope"] == 4 and found["test_out_of_scope"] == 4
    assert found["accuracy"] == 75.0 and found["macro_f1"] == pytest.approx(73.33, abs=0.01)
    assert found["auroc"] == 75.0  # of 16 pairs, the one in scope is surer in 12
    assert found["at"]["suggest"]["threshold"] == 0.4 and found["at"]["answer"]["threshold"] == 0.6
    assert found["at"]["best"]["mcc"] == max(at["mcc"] for at in found["at"].values())
    assert found["parse_median_ms"] == 2.0


def test_what_the_zones_do() -> None:
    zones = in_zones([*ANSWERS, answer("second", "a", 0.5, "clarify"), answer("c", "a", 0.5, "clarify")])
    inside = {"right": 16.67, "wrong": 16.67, "offered_right": 33.33, "offered_wrong": 16.67, "refused": 16.67}
    assert zones["in_scope"] == inside
    assert zones["out_of_scope"] == {"wrong": 25.0, "offered_wrong": 25.0, "refused": 50.0}


def test_an_intent_of_the_pipelines_own_is_a_refusal() -> None:
    sure, hindi, unsure = answer("", "a", 0.9), answer("", "other_language", 0.99), answer("", "z", 0.2, "nlu_fallback")
    assert within(sure.parsed, {"a", "b"}) == sure.parsed and within(unsure.parsed, {"a"}) == unsure.parsed
    refused = [Answer("", within(hindi.parsed, {"a", "b"}))]
    assert in_zones(refused)["out_of_scope"]["refused"] == 100.0
    assert at_threshold(refused, 0.01)["out_of_scope_recall"] == 100.0


def test_without_out_of_scope_messages_nothing_is_invented() -> None:
    found = figures(ANSWERS[:4], Thresholds(0.4, 0.6))
    assert found["auroc"] is None and found["at"]["answer"]["out_of_scope_recall"] is None
    shown = module.table({"name": "x", "train_messages": 1, "intents": 2, "training_seconds": 1, "notes": [], **found})
    assert "AUROC of the confidence: - %" in shown


def test_the_pipeline_learns_other_peoples_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {
        "cost": [
            "how much is it",
            "what does it cost",
            "price please",
            "is it expensive",
            "what do I pay",
            "the price?",
        ],
        "hours": ["when are you open", "opening hours", "are you open on sunday", "when do you close", "open today?"],
    }
    rows = [f"{text},{label}" for label, texts in ours.items() for text in texts for _ in range(2)]
    test = ["what is the price,cost", "are you open today,hours", "my giraffe plays jazz trombone,oos"]
    data = pair(tmp_path, "\n".join(["text,label", *rows]), "\n".join(["text,label", *test]))
    monkeypatch.setattr(module, "REPORTS", tmp_path / "reports")
    with ThreadPoolExecutor(1) as thread:  # the browser tests leave an event loop running in this one
        shown = thread.submit(module.benchmark, data).result()
    found = json.loads((tmp_path / "reports" / f"{tmp_path.name}.json").read_text())
    assert found["accuracy"] == 100.0 and found["auroc"] == 100.0 and found["train_messages"] == 22
    assert found["training_seconds"] > 0 and "in scope right" in shown
