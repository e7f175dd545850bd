"""Each sentence rests on something; a figure that its facts lack, or a source that nothing rests on, is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from porewise.answers import AnswerMetadata, load_answers
from porewise.checks import check_all
from porewise.door import DataError
from porewise.facts import Fact, load_facts
from porewise.provenance import grounded, mistakes, unused
from porewise.settings import ROOT
from porewise.sources import load_sources

FACTS = {
    "botox.1": Fact(topic="onset", says="It works in 3 to 7 days.", sources=["aad"], strength="guideline"),
    "botox.2": Fact(topic="pain", says="It feels like a pinch.", sources=["nhs", "aad"], strength="guideline"),
}
SOURCES = {"aad": None, "nhs": None}


def metadata(*rests_on: str, sources: tuple = ("aad",)) -> AnswerMetadata:
    dates = {"reviewed": "2026-01-01", "review_by": "2027-01-01"}
    return AnswerMetadata(sources=list(sources), rests_on=list(rests_on), status="draft", **dates)


@pytest.mark.parametrize(
    "text, about, found",
    [
        ("It works in three to seven days. It pinches.", metadata("botox.1", "botox.2"), []),
        ("Call {clinic_phone}. Ask how it went.", metadata("clinic", "advice", sources=()), []),
        ("It works in 2 days.", metadata("botox.1"), ["no fact named has 2"]),
        ("It works in 3 days.", metadata("aad"), ["no fact named has 3"]),
        ("It pinches.", metadata("botox.2", "botox.1"), ["2 items for 1 sentences"]),
        ("It pinches.", metadata("botox.2", sources=("nhs", "other")), ["no sentence rests on the source `other`"]),
        ("It works soon.", metadata("botox.1", sources=("nhs",)), ["name one of them", "rests on the source `nhs`"]),
        ("It pinches.", metadata("botox.3"), ["`botox.3` is no fact", "no sentence rests"]),
        ("It pinches.", metadata(""), ["rests on nothing", "no sentence rests"]),
    ],
)
def test_mistakes(text: str, about: AnswerMetadata, found: list[str]) -> None:
    said = list(mistakes(text, about, FACTS, SOURCES))
    assert len(said) == len(found)
    assert all(part in line for part, line in zip(found, said, strict=True))


def test_every_sentence_of_every_sourced_answer_is_grounded() -> None:
    for variations in load_answers().values():
        for variation in variations:
            if variation.metadata.sources:
                assert grounded(variation.text, variation.metadata.rests_on)


def test_a_fact_that_nothing_rests_on_says_why() -> None:
    facts = load_facts()
    assert {name for name in facts if facts[name].unused} == set(unused(load_answers(), facts))


@pytest.mark.parametrize(
    "file, old, new, says",
    [
        ("facts/hydrafacial.yml", "strength: ", "strenght: ", "unknown key. Allowed here: topic, says"),
        ("facts/hydrafacial.yml", "hydrafacial.1:", "hydra.1:", "must begin with `hydrafacial.`"),
        ("facts/hydrafacial.yml", "sources: [", "sources: [nobody, ", "unknown source `nobody`"),
        ("risks/answers.yml", "rests_on: [", "rests_on: [botox.1 botox.999, ", "items for"),
        ("house_style.yml", "most_words: 90", "most_words: 12", "12 are allowed"),
    ],
)
def test_a_wrong_file_stops_with_its_line(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    for name in ("data", "domain.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match="line \\d+") as stopped:
        check_all(tmp_path)
    assert says in str(stopped.value)


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tools.provenance", *arguments], cwd=ROOT, capture_output=True, text=True
    )


def test_the_tool_shows_each_sentence_beside_its_facts() -> None:
    shown = run("side_effects_microneedling").stdout
    answer = next(v for v in load_answers()["utter_side_effects"] if v.id == "side_effects_microneedling")
    for sentence, ids in grounded(answer.text, answer.metadata.rests_on):
        assert sentence in shown
        assert all(load_facts()[name].says in shown for name in ids if name in load_facts())
    assert all(load_sources()[name].title in shown for name in answer.metadata.sources)


def test_the_tool_names_an_unknown_answer() -> None:
    done = run("nonsense")
    assert done.returncode == 1
    assert "no answer has the id nonsense" in done.stderr
