"""One run of `porewise evaluate`: measure, print, write the report."""

from __future__ import annotations

import subprocess
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

import click

from porewise.door import DataError, shown
from porewise.evaluation import default_pipeline, intents, rasa_tests, report, scores, seeds, summary
from porewise.evaluation.examples import Example, held_out_examples, training_examples
from porewise.evaluation.messages import VISITORS, Message, default_folders, read_labelled
from porewise.evaluation.near_copies import Measured, refuse_near_copies
from porewise.evaluation.session import Session, opened
from porewise.settings import ROOT

REPORT = ROOT / "reports" / "evaluation"


class Options(NamedTuple):
    """What a run does besides the usual."""

    wrong: bool = False  # list every wrong answer in the terminal
    keep: bool = False  # write the summary that is committed
    seeds: int = 0  # so many trainings with other seeds
    default_epochs: int = 0  # train Rasa's default pipeline for so many epochs and hold it beside


USUAL = Options()


class Measurements(NamedTuple):
    """Everything measured on one model."""

    judged: List[scores.Judged]
    with_typos: List[scores.Judged]
    held_out: List[intents.HeldOut]
    stories: Dict[str, Any]
    rasa_nlu: Dict[str, Any]
    beside_default: Optional[Dict[str, Any]]  # ours and rasa_default, see default_pipeline.one_side


def evaluate(folders: Sequence[Path], model: Path, options: Options = USUAL) -> Dict[str, Any]:
    """Measure `model` with the labelled messages of `folders` (none: the default ones) and write the report.

    Returns:
        The summary.

    Raises:
        DataError: no labelled messages, an unknown label, a near copy of a training example, or `keep` with other
        folders than the default ones.
        porewise.training.TrainingError: a training that `options` ask for failed.
    """
    if options.keep and folders:
        raise DataError("--keep keeps the figures of the project's own messages: leave the folders out.")
    messages = read_labelled(folders or default_folders())
    examples = held_out_examples()
    check_near_copies(messages, examples)
    with opened(model) as session:
        measured = measure(session, messages, examples, options)
    of_seeds = seeds.measure(options.seeds, examples) if options.seeds else None
    kept = summary.load_kept()
    found = summarise(measured, of_seeds, kept)
    changes = summary.compare(found, kept)
    _print(measured, changes, options)
    REPORT.mkdir(parents=True, exist_ok=True)
    summary.write(found, REPORT / "summary.json")
    report.write(REPORT / "index.html", measured, found, changes)
    click.echo(f"Report: {shown(REPORT / 'index.html')}")
    if options.keep:
        summary.keep(found)
        click.echo(f"Kept: {shown(summary.KEPT)}")
    return found


def check_near_copies(messages: Sequence[Message], examples: Sequence[Example]) -> None:
    """Raises DataError if a message or held-out example is a near copy of a training example."""
    asked = [Measured(message.path, message.line, message.text) for message in messages]
    held_out = [Measured(example.path, example.line, example.text) for example in examples]
    refuse_near_copies([*asked, *held_out], training_examples())


def measure(
    session: Session, messages: Sequence[Message], examples: Sequence[Example], options: Options = USUAL
) -> Measurements:
    """Ask everything once."""
    held_out = intents.understand(session, examples)
    judged = scores.judge_all(session, messages)
    with_typos = scores.judge_all(session, messages, typos=True)
    stories = rasa_tests.test_stories(session, REPORT / "rasa")
    rasa_nlu = rasa_tests.test_nlu(session, REPORT / "rasa")
    beside = None
    if options.default_epochs:
        beside = {
            "ours": default_pipeline.one_side(session, held_out, messages),
            "rasa_default": default_pipeline.measure(options.default_epochs, examples, messages),
        }
    return Measurements(judged, with_typos, held_out, stories, rasa_nlu, beside)


def summarise(
    measured: Measurements, of_seeds: Optional[Dict[str, Any]], kept: Optional[Dict[str, Any]]
) -> Dict[str, Any]:
    """All figures by name, None for parts that were not measured. Without `of_seeds`, the noise is the kept one."""
    noise = seeds.noise(of_seeds) if of_seeds else (kept or {}).get("noise", seeds.LEAST_NOISE)
    return {
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "commit": _commit(),
        "visitors": _figures_of(measured, lambda message: message.path.parent == VISITORS),
        "intents": intents.figures(measured.held_out),
        "stories": measured.stories,
        "noise": noise,
        "files": {name: _figures_of(measured, partial(_stands_in, name)) for name in scores.by_file(measured.judged)},
        "all_messages": scores.figures(measured.judged, measured.with_typos),
        "rasa_test_nlu": measured.rasa_nlu,
        "seeds": of_seeds,
        "beside_default": measured.beside_default,
    }


def _figures_of(measured: Measurements, belongs: Callable[[Message], bool]) -> Optional[Dict[str, Any]]:
    """Figures of the messages that `belongs` picks; None if there are none."""
    judged = [one for one in measured.judged if belongs(one.message)]
    with_typos = [one for one in measured.with_typos if belongs(one.message)]
    return scores.figures(judged, with_typos) if judged else None


def _stands_in(file: str, message: Message) -> bool:
    return message.file == file


def _commit() -> str:
    """Short name of the commit, with a + where files differ from it; "" outside git."""
    command = ["git", "describe", "--always", "--dirty=+"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return said.stdout.strip()


def _print(measured: Measurements, changes: Sequence[summary.Change], options: Options) -> None:
    judged = measured.judged
    of_all = scores.figures(judged, measured.with_typos)
    for title, counts in (
        ("topic", scores.by_topic(judged)),
        ("style", scores.by_style(judged)),
        ("group", scores.by_group(judged)),
        ("file", scores.by_file(judged)),
    ):
        if counts:
            click.echo(scores.table(title, counts) + "\n")
    if options.wrong:
        click.echo("\n".join(wrong_line(one) for one in judged if one.outcome == "wrong") + "\n")
    click.echo(
        f"With a typo in every third long word: {of_all['right_with_typos']:.1f} % right instead of "
        f"{of_all['right']:.1f} %, {of_all['typo_loss']:.1f} points less.\n"
    )
    for change in changes:
        click.echo(f"{change.figure.words:45} {change.now:7.2f}   {change.words}")
    for who, side in (measured.beside_default or {}).items():
        held_out, asked = side["held_out"], side["messages"]
        click.echo(
            f"{who:13} held-out: {held_out['accuracy']:.1f} % right, macro-F1 {held_out['macro_f1']:.1f} %; by the "
            f"intent alone, {asked['right']:.1f} % of {asked['messages']} messages right, {asked['wrong']:.1f} % wrong"
        )


def wrong_line(one: scores.Judged) -> str:
    """Where a message stands, what it is about, what was done, and its text."""
    place = f"{one.message.file}:{one.message.line}"
    return f"{place} [{one.message.labels} -> {', '.join(one.result['actions'])}] {one.message.text}"
