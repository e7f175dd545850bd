"""What `porewise review` does, for people at a terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Callable, Iterator, List, Optional, Sequence

from porewise.answers import load_answers
from porewise.clinic import load_clinic
from porewise.door import shown
from porewise.review import apply, due
from porewise.review.content import sheet
from porewise.review.edits import Edit, write
from porewise.review.page import PrintError, write_html, write_pdf
from porewise.review.places import places
from porewise.review.table import read_table, write_table

RETRAIN = "The assistant says so from its next start (`porewise run` trains again, in seconds)."


def write_sheet(root: Path, out: Path, only: Sequence[str], only_open: bool) -> Iterator[str]:
    """Write `review.html`, `review.csv` and `review.pdf` into `out`; gives a line for each.

    Raises:
        porewise.door.DataError: a data file is wrong, or there is nothing to review.
        porewise.review.page.PrintError: the PDF could not be made; the other two are there.
    """
    of_today = sheet(load_clinic(), root / "data", date.today(), only, only_open)
    out.mkdir(parents=True, exist_ok=True)
    page = out / "review.html"
    write_html(of_today, page)
    write_table(of_today, out / "review.csv")
    yield f"{len(of_today.entries)} answers in {len(of_today.topics)} topics:"
    yield f"  {shown(page)}"
    yield f"  {shown(out / 'review.csv')}"
    try:
        write_pdf(page, out / "review.pdf")
    except PrintError as error:
        raise PrintError(f"{error}. {shown(page)} is written: open it in a browser and print it.") from None
    yield f"  {shown(out / 'review.pdf')}"


def import_table(root: Path, path: Path, dry_run: bool) -> Iterator[str]:
    """Read a filled-in `review.csv` and, unless `dry_run`, write what it decides; gives the difference, line by line.

    Raises:
        porewise.door.DataError: a row is wrong; then nothing was changed.
    """
    data = root / "data"
    decisions = read_table(path, load_answers(data), month_first=load_clinic().country == "US")
    changes = apply.edits(decisions, places(data))
    remarks = apply.remarks(decisions)
    yield from _shown(changes)
    yield from remarks
    without = sum(not decision.decision for decision in decisions)
    yield f"{len(decisions) - without} decisions and {len(remarks)} remarks; {len(changes)} answers change."
    if dry_run:
        yield "Nothing was written (--dry-run)."
        return
    write(changes, data)
    added = apply.keep_remarks(remarks, root / apply.REMARKS)
    if added:
        yield f"{added} remarks were added to {shown(root / apply.REMARKS)}."
    if changes:
        yield RETRAIN


def approve(
    root: Path,
    ids: Sequence[str],
    role: str,
    on: Optional[date],
    review_by: Optional[date],
    confirmed: Callable[[str], bool],
) -> Iterator[str]:
    """Record a person's approval of answers after showing them; `confirmed` asks.

    Raises:
        porewise.door.DataError: an unknown id, a wrong date or role.
    """
    data = root / "data"
    answers = load_answers(data)
    decisions = apply.approvals(ids, answers, by_role=role, on=on or date.today(), next_review_by=review_by)
    changes = apply.edits(decisions, places(data))
    if not changes:
        yield "Nothing changes: all of this is recorded already."
        return
    for decision in decisions:
        yield f"{decision.id}:\n{decision.text.strip()}\n"
    yield from _shown(changes)
    if confirmed(f"Record that a {role} approves {len(decisions)} answers as they stand?"):
        write(changes, data)
        yield f"Recorded. {RETRAIN}"
    else:
        yield "Nothing was recorded."


def list_due(root: Path, today: date) -> Iterator[str]:
    """The answers that are overdue and those that will be within 60 days."""
    answers = load_answers(root / "data")
    for words, found in (
        ("Overdue, no longer said", due.overdue(answers, today)),
        ("Due within 60 days", due.due_soon(answers, today)),
    ):
        yield f"{words}: {len(found) or 'none'}"
        for variation in found:
            yield f"  {variation.metadata.review_by}  {variation.metadata.status:<8}  {variation.id}"


def _shown(changes: List[Edit]) -> Iterator[str]:
    for edit in changes:
        yield from apply.in_words(edit)
