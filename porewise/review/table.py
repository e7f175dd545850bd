"""The table `review.csv`: written beside the sheet, filled in by a clinician, read back."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional

from pydantic import Field, ValidationError, validator

from porewise.answers import Variation, a_role
from porewise.door import Checked, DataError, shown
from porewise.prose import PLACEHOLDER
from porewise.review.content import Sheet

SHOWN = ("id", "topic", "question", "text", "sources", "status", "reviewed", "review_by")
TO_FILL_IN = ("decision", "by_role", "on", "next_review_by", "remarks")
COLUMNS = (*SHOWN, *TO_FILL_IN)
APPROVE, CHANGE, REJECT = "approve", "change", "reject"
MOST_MISTAKES = 20
A_YEAR = timedelta(days=365)


class Decision(Checked):
    """What somebody decided on one answer, whose `text` is as in its file; `decision` is empty for remarks only."""

    id: str
    question: str
    text: str
    decision: str = Field(regex=f"^({APPROVE}|{CHANGE}|{REJECT}|)$")
    by_role: str
    on: date
    next_review_by: Optional[date] = None
    remarks: str = ""

    _by_role = validator("by_role", allow_reuse=True)(a_role)

    @validator("on")
    def _not_in_the_future(cls, value: date) -> date:
        if value > date.today():
            raise ValueError("lies in the future")
        return value

    @validator("remarks", always=True)
    def _says_what_to_change(cls, value: str, values: Dict[str, object]) -> str:
        if values.get("decision") == CHANGE and not value:
            raise ValueError("must say what to change")
        return value

    @validator("next_review_by")
    def _after_decision(cls, value: Optional[date], values: Dict[str, date]) -> Optional[date]:
        if value and "on" in values and value <= values["on"]:
            raise ValueError("must be later than `on`")
        return value

    @property
    def review_by(self) -> date:
        """When the answer is to be looked at again: as said, or a year later."""
        return self.next_review_by or self.on + A_YEAR


class Row(NamedTuple):
    """One row of a filled-in table: its line in the file, its row in a spreadsheet, what stands in it."""

    line: int
    number: int
    cells: Dict[str, str]


def write_table(sheet: Sheet, path: Path) -> None:
    """Write one row an answer, with empty columns to fill in. The byte order mark tells Excel that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, restval="")
        table.writeheader()
        for topic in sheet.topics:
            for entry in topic.all_entries:
                about = entry.variation.metadata
                cells = {
                    "id": entry.id, "topic": topic.id, "question": entry.asked.words, "text": entry.text,
                    "sources": "; ".join(entry.sources), "status": about.status,
                    "reviewed": about.reviewed.isoformat(), "review_by": about.review_by.isoformat(),
                }  # fmt: skip
                table.writerow(cells)


def read_table(path: Path, answers: Dict[str, List[Variation]], month_first: bool) -> List[Decision]:
    """The decisions and remarks of a filled-in table; rows with neither are passed over.

    Args:
        path: the file.
        answers: those of today, which the rows must fit.
        month_first: how to read 11/12/2026, which a spreadsheet makes out of a date in the clinic's country.

    Raises:
        porewise.door.DataError: naming every row that is wrong (up to 20), with its line.
    """
    by_id = {variation.id: variation for variations in answers.values() for variation in variations}
    decisions: List[Decision] = []
    mistakes: List[str] = []
    seen: Dict[str, int] = {}
    for row in _rows(path):
        try:
            decision = _decision(row.cells, by_id, month_first)
            if row.cells["id"] in seen:
                raise ValueError(f"stands already in line {seen[row.cells['id']]}")
            seen[row.cells["id"]] = row.line
        except ValueError as error:
            mistakes.append(f"line {row.line} (row {row.number}), `{row.cells['id']}`: {reason(error)}")
            continue
        if decision:
            decisions.append(decision)
    if mistakes:
        more = [f"... and {len(mistakes) - MOST_MISTAKES} more"] if len(mistakes) > MOST_MISTAKES else []
        raise DataError("\n  ".join([f"{shown(path)}: nothing was changed.", *mistakes[:MOST_MISTAKES], *more]))
    return decisions


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f'{shown(path)} is not in UTF-8. In Excel: Save as, "CSV UTF-8".') from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","  # Excel's, where a comma is the decimal point
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    missing = [name for name in COLUMNS if name not in (table.fieldnames or [])]
    if missing:
        raise DataError(f"{shown(path)}, line 1: the column {', '.join(missing)} is missing.")
    line = table.line_num + 1
    for number, cells in enumerate(table, start=2):
        stripped = {name: (cells[name] or "").strip() for name in COLUMNS}
        if any(stripped.values()):
            yield Row(line, number, stripped)
        line = table.line_num + 1


def _decision(cells: Dict[str, str], by_id: Dict[str, Variation], month_first: bool) -> Optional[Decision]:
    """The row as a decision, None where nothing was filled in; raises ValueError."""
    variation = by_id.get(cells["id"])
    if variation is None:
        raise ValueError("no answer has this id")
    if not cells["decision"] and not cells["remarks"]:
        return None
    if not _is_text_of(variation, cells["text"]):
        raise ValueError("the answer's text is no longer what the row shows; make a new sheet for it")
    on, following = (_day(cells[name], name, month_first) for name in ("on", "next_review_by"))
    filled_in = {
        **cells,
        "text": variation.text,
        "decision": cells["decision"].lower(),
        "on": on,
        "next_review_by": following,
    }
    decision = Decision.parse_obj({name: filled_in[name] for name in Decision.__fields__})
    if decision.on < variation.metadata.reviewed:
        raise ValueError(f"`on`: the answer was reviewed later, on {variation.metadata.reviewed}")
    return decision


def _is_text_of(variation: Variation, text: str) -> bool:
    """Whether `text` is the variation's, whatever its placeholders were filled with."""
    parts = [re.escape(" ".join(part.split())) for part in PLACEHOLDER.split(variation.text)]
    return bool(re.fullmatch(r"\s*.*?\s*".join(parts), " ".join(text.split())))


def _day(text: str, column: str, month_first: bool) -> Optional[date]:
    slashed = "%m/%d/%Y" if month_first else "%d/%m/%Y"
    for form in ("%Y-%m-%d", slashed, "%d.%m.%Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    if text:
        raise ValueError(f"`{column}`: `{text}` is no date. Write it as 2026-11-23.")
    return None


def reason(error: ValueError) -> str:
    """What is wrong with a decision, in the words of the table's columns."""
    if not isinstance(error, ValidationError):
        return str(error)
    allowed = {
        "decision": f"allowed are {APPROVE}, {CHANGE}, {REJECT}",
        "on": "write the date of the decision, such as 2026-11-23",
    }
    first = error.errors()[0]
    column = str(first["loc"][0])
    own = first["type"] == "value_error"
    return f"`{column}`: {first['msg'] if own else allowed.get(column, first['msg'])}"
