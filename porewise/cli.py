"""The command `porewise`. Each command imports what it needs when it runs, so that --help is quick."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any, Optional, Tuple

import click

from porewise.channels.widget import EXAMPLE, WidgetError
from porewise.door import DataError
from porewise.language.vocabulary_file import VocabularyError
from porewise.settings import ROOT
from porewise.supervisor import LOG, Processes, StartError, port_must_be_free
from porewise.training import TrainingError, ensure_model


class OneLine(click.Group):
    """Turns our own errors into one line and a non-zero exit, whatever the command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        warnings.simplefilter("ignore")  # of the libraries, about their own future: nothing that a user can do
        try:
            return super().invoke(ctx)
        except (DataError, VocabularyError, StartError, TrainingError, WidgetError) as error:
            raise SystemExit(f"Stopped: {error}") from None


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Porewise: sourced answers on enlarged pores for a clinic's visitors."""


@main.command()
def check() -> None:
    """Check clinic.yml and all data files, without training."""
    from porewise.checks import check_all

    for line in check_all():
        click.echo(line)


@main.command()
def train() -> None:
    """Train the assistant, if no model fits the data as it is now."""
    from porewise.checks import check_all

    check_all()
    click.echo(f"Model: {os.path.relpath(ensure_model())}")


@main.command()
def run() -> None:
    """Start the assistant with its demo page; Ctrl-C stops it."""
    from porewise.checks import check_all
    from porewise.language.build import build

    port, actions_port = int(os.environ["RASA_PORT"]), int(os.environ["ACTIONS_PORT"])
    check_all()
    port_must_be_free(port, "RASA_PORT")
    port_must_be_free(actions_port, "ACTIONS_PORT")
    build()
    model = ensure_model()
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell's background jobs start with it ignored
        signal.signal(number, signal.default_int_handler)
    try:
        with Processes({"POREWISE_MODEL": str(model)}) as processes:
            processes.wait_until_ready(_show_waiting)
            click.echo(f"\r\033[K\n  Porewise is ready: http://localhost:{port}/chat/\n")
            click.echo(f"  Ctrl-C stops it. What it does is written to {os.path.relpath(LOG)}.")
            processes.wait()
            raise StartError(f"a part of Porewise ended; see {os.path.relpath(LOG)}")
    except KeyboardInterrupt:
        click.echo("\nStopped.")


def _show_waiting(seconds: float) -> None:
    if sys.stdout.isatty():
        click.echo(f"\r\033[KStarting (10 to 20 s) ... {seconds:.0f} s", nl=False)
    elif not seconds:
        click.echo("Starting (10 to 20 s) ...")


@main.command()
def chat() -> None:
    """Talk with the assistant in the terminal."""
    from porewise.terminal import talk

    talk(ensure_model())


@main.command()
@click.argument("target", metavar="OUT.html", type=click.Path(dir_okay=False, path_type=Path))
def faq(target: Path) -> None:
    """Write the FAQ page as one file for the clinic's own site.

    It holds today's answers: make it anew after a change of an answer, and at least each month, because an answer
    whose date of review has passed goes from the served page by itself, but not from a file.
    """
    from porewise.clinic import load_clinic
    from porewise.faq import Faq
    from porewise.faq_page import render, today_at

    clinic = load_clinic()
    target.write_text(render(Faq(clinic), today_at(clinic), standalone=True), encoding="utf-8")
    click.echo(f"Written: {target}")


@main.command()
@click.option("--address", default=EXAMPLE, show_default=True, help="Where visitors reach this server.")
def widget(address: str) -> None:
    """Print the tag that puts the chat on the clinic's own site, and the tag pinned to this widget by its hash.

    The first always loads the newest widget. The second loads this one and no other: renew it whenever the assistant
    is updated. The sites themselves go into WEBSITE_ORIGINS. More: /chat/embed of the running server.
    """
    from porewise.channels.widget import is_address, load_widget

    if not is_address(address):
        raise click.BadParameter(f"write it like {EXAMPLE}, without a path", param_hint="--address")
    built = load_widget()
    click.echo(f"Newest:  {built.tag(address)}")
    click.echo(f"Pinned:  {built.pinned_tag(address)}")
    click.echo(f"Version: {built.version}")
    click.echo(f"Hash:    {built.integrity}")


@main.command()
@click.argument("source", metavar="IN.JSONL", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.JSONL", type=click.Path(dir_okay=False, path_type=Path))
def replay(source: Path, target: Path) -> None:
    """Send each message of IN.JSONL to a fresh conversation and write what came back to OUT.JSONL.

    A line of IN.JSONL is {"text": ..., "context": ...}; context, if there, is said first.
    """
    from porewise.replay import replay_file

    replay_file(source, target, ensure_model())


@main.command()
@click.argument(
    "folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--wrong", is_flag=True, help="Also list every message that got a wrong answer.")
@click.option("--seeds", type=click.IntRange(2), default=None, help="Train so many times with other seeds: the noise.")
@click.option("--default-pipeline", is_flag=True, help="Train Rasa's default pipeline too and hold it beside (slow).")
@click.option("--epochs", type=click.IntRange(1), default=20, show_default=True, help="Of the default pipeline.")
@click.option("--keep", is_flag=True, help="Write tests/evaluation/summary.json, which is committed.")
def evaluate(
    folders: Tuple[Path, ...], wrong: bool, seeds: Optional[int], default_pipeline: bool, epochs: int, keep: bool
) -> None:
    """Score the answers to all labelled messages (*.jsonl) of each FOLDER by tests/replies/accepted.yml.

    Without FOLDER: tests/visitors, and ../shared/questions where it exists. Prints tables, writes the report
    reports/evaluation/index.html and summary.json beside it, and compares with the summary that was kept last.
    How it is judged: docs/evaluation.md.
    """
    from porewise.evaluation.run import Options
    from porewise.evaluation.run import evaluate as run_evaluation

    options = Options(wrong, keep, seeds or 0, epochs if default_pipeline else 0)
    run_evaluation(folders, ensure_model(), options)


@main.command()
@click.argument(
    "folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--misses", is_flag=True, help="List every message that was not right, instead of the first 20.")
@click.option("--keep", is_flag=True, help="Write reports/safety.json and the figures in docs/safety.md.")
def evaluate_safety(folders: Tuple[Path, ...], misses: bool, keep: bool) -> None:
    """Measure whether danger is heard, and how often it is heard where there is none.

    Sends the labelled messages (*.jsonl) of each FOLDER through the whole assistant; without FOLDER: tests/safety,
    tests/visitors, and ../shared/questions where it exists. Prints recall and false alarms with their intervals.
    """
    from porewise.evaluation.safety import evaluate as run_evaluation

    run_evaluation(folders, ensure_model(), every_miss=misses, keep=keep)


@main.command()
def tune_zones() -> None:
    """Find where the zones of answering and asking back begin, by cross-validation of the training examples.

    Takes some minutes. Prints the values for the ZoneClassifier in config.yml and keeps them in tests/evaluation,
    where a test compares the two. The rule: porewise/evaluation/zones.py.
    """
    from porewise.evaluation.zones import tune

    for name, value in tune().items():
        click.echo(f"  {name}: {value}")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out-of-scope", metavar="LABEL", multiple=True, help="A label that means out of scope, besides the usual ones."
)
def benchmark_nlu(folder: Path, out_of_scope: Tuple[str, ...]) -> None:
    """Train the pipeline of config.yml on FOLDER's train set and score it on its test set.

    FOLDER holds train.csv and test.csv (header text,label or sentence,label), or train.yml and test.yml (Rasa NLU).
    Out of scope are the labels oos, out_of_scope, NO_NODES_DETECTED and nlu_fallback: in the test set such messages
    should be refused; in the train set they are left out. Prints a table, writes reports/benchmark/FOLDER.json.
    """
    from porewise.evaluation.benchmark import benchmark

    click.echo(benchmark(folder, out_of_scope))


@main.group()
def review() -> None:
    """Have the answers read and approved by a clinician (docs/reviewing.md)."""


PROJECT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="Another project folder.",
)
DAY = click.DateTime(["%Y-%m-%d"])


@review.command("sheet")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("reports/review"), show_default=True
)
@click.option("--topic", metavar="TOPIC", multiple=True, help="Only this folder of data/; may be said again.")
@click.option("--open", "only_open", is_flag=True, help="Only what is not approved, overdue, or due within 60 days.")
@PROJECT
def review_sheet(out: Path, topic: Tuple[str, ...], only_open: bool, root: Path) -> None:
    """Write review.html, review.pdf and review.csv: every answer with what it rests on."""
    from porewise.review.commands import write_sheet
    from porewise.review.page import PrintError

    try:
        for line in write_sheet(root, out, topic, only_open):
            click.echo(line)
    except PrintError as error:
        raise SystemExit(f"Stopped: {error}") from None


@review.command("import")
@click.argument("table", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@PROJECT
def review_import(table: Path, dry_run: bool, root: Path) -> None:
    """Read a filled-in review.csv: statuses and dates go into the answers, remarks into docs/review-remarks.md."""
    from porewise.review.commands import import_table

    for line in import_table(root, table, dry_run):
        click.echo(line)


@review.command("approve")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--role", required=True, help='Who approves, such as "dermatologist".')
@click.option("--on", type=DAY, help="The day of the approval; today without it.")
@click.option("--review-by", type=DAY, help="The day by which to look again; a year later without it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@PROJECT
def review_approve(
    ids: Tuple[str, ...], role: str, on: Optional[datetime], review_by: Optional[datetime], yes: bool, root: Path
) -> None:
    """Record that a person approves the answers with these ids, as they stand now."""
    from porewise.review.commands import approve

    days = (on and on.date(), review_by and review_by.date())
    for line in approve(root, ids, role, *days, confirmed=lambda words: yes or click.confirm(words)):
        click.echo(line)


@review.command("overdue")
@PROJECT
def review_overdue(root: Path) -> None:
    """List the answers that are overdue, and those that will be within 60 days."""
    from porewise.review.commands import list_due

    for line in list_due(root, date.today()):
        click.echo(line)


if __name__ == "__main__":
    main()
