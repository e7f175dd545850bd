"""The table goes out, is filled in, and comes back: only what it decides changes, or nothing at all."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Dict, List

import pytest

from porewise.answers import Approval, answer_files, load_answers
from porewise.clinic import load_clinic
from porewise.door import DataError
from porewise.review import apply, edits
from porewise.review.content import sheet
from porewise.review.edits import DRAFT, REJECTED, Edit, write
from porewise.review.places import places
from porewise.review.table import COLUMNS, read_table, write_table
from porewise.settings import ROOT

TODAY = date.today().isoformat()
APPROVED = {"decision": "approve", "by_role": "dermatologist", "on": TODAY}


@pytest.fixture
def table(project: Path) -> Path:
    path = project / "review.csv"
    write_table(sheet(load_clinic(), project / "data", date.today()), path)
    return path


def rows_of(table: Path) -> List[Dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(table: Path, decisions: Dict[str, Dict[str, str]], delimiter: str = ",") -> None:
    """As a clinician does, in a spreadsheet."""
    rows = rows_of(table)
    for row in rows:
        row.update(decisions.get(row["id"], {}))
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def lines_changed(before: str, after: str) -> List[str]:
    return [line for line in after.splitlines() if line not in before.splitlines()]


def test_the_table_has_a_row_an_answer_as_visitors_read_it(table: Path) -> None:
    rows = rows_of(table)
    assert [row["id"] for row in rows] == ["pain", "pain_more", "pain_microneedling", "greet"]
    assert load_clinic().phone in rows[0]["text"] and "{" not in rows[0]["text"]
    assert rows[2]["question"] == "Does microneedling hurt?"
    assert (rows[0]["topic"], rows[0]["status"], rows[0]["review_by"]) == ("treatment_day", "draft", "2027-11-01")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_an_approval_changes_its_metadata_and_nothing_else(
    porewise: Any, table: Path, answers: Path, delimiter: str
) -> None:
    before = answers.read_text(encoding="utf-8")
    fill_in(table, {"pain": APPROVED, "pain_microneedling": {**APPROVED, "next_review_by": "2099-01-31"}}, delimiter)
    result = porewise("import", str(table))
    assert result.exit_code == 0, result.output
    after = answers.read_text(encoding="utf-8")
    a_year_on = (date.today() + timedelta(days=365)).isoformat()
    first, second = (load_answers(answers.parents[1])["utter_pain"][number].metadata for number in (0, 1))
    assert (first.status, first.reviewed, first.review_by.isoformat()) == ("approved", date.today(), a_year_on)
    assert first.approved and (first.approved.by, first.approved.day) == ("dermatologist", date.today())
    assert second.review_by == date(2099, 1, 31)
    assert [line.split(": {by")[0].strip() for line in lines_changed(before, after)] == [
        f'next: [ask_downtime], about: botox, reviewed: "{TODAY}", review_by: "{a_year_on}", status: approved,',
        "approved",
        f'reviewed: "{TODAY}"',
        'review_by: "2099-01-31"  # soon',
        "status: approved",
        "approved",
    ]
    assert len(after.splitlines()) == len(before.splitlines()) + 2


def test_the_difference_is_shown_and_a_dry_run_writes_nothing(porewise: Any, table: Path, answers: Path) -> None:
    before = answers.read_text(encoding="utf-8")
    fill_in(table, {"pain": APPROVED})
    result = porewise("import", str(table), "--dry-run")
    assert "status     draft -> approved" in result.output
    assert f"approved   none -> dermatologist, {TODAY}" in result.output
    assert answers.read_text(encoding="utf-8") == before


def test_reading_the_same_table_twice_changes_nothing_more(
    porewise: Any, table: Path, answers: Path, project: Path
) -> None:
    fill_in(table, {"pain": {**APPROVED, "remarks": "Good."}, "greet": {**APPROVED, "decision": "reject"}})
    porewise("import", str(table))
    files = [answers, project / "docs" / "review-remarks.md"]
    once = [path.read_text(encoding="utf-8") for path in files]
    assert "0 answers change" in porewise("import", str(table)).output
    assert [path.read_text(encoding="utf-8") for path in files] == once


def test_an_approved_answer_can_be_sent_back(porewise: Any, table: Path, answers: Path, project: Path) -> None:
    before = answers.read_text(encoding="utf-8")
    porewise("approve", "pain", "pain_microneedling", "--role", "dermatologist", "--yes")
    sent_back = {**APPROVED, "decision": "Change", "remarks": "Say how long it hurts."}
    fill_in(table, {"pain": sent_back, "pain_microneedling": {**sent_back, "decision": "reject", "remarks": ""}})
    assert porewise("import", str(table)).exit_code == 0
    first, second = (variation.metadata for variation in load_answers(answers.parents[1])["utter_pain"])
    assert (first.status, first.approved, second.status, second.approved) == ("draft", None, "rejected", None)
    assert len(answers.read_text(encoding="utf-8").splitlines()) == len(before.splitlines())
    kept = (project / "docs" / "review-remarks.md").read_text(encoding="utf-8")
    assert (
        "`pain`: to be changed" in kept and "Say how long it hurts." in kept and "> It can feel like a pinch." in kept
    )
    assert "`pain_microneedling`: rejected" in kept


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"id": "paine"}, "`paine`: no answer has this id"),
        ({"decision": "yes"}, "`decision`: allowed are approve, change, reject"),
        ({"on": "soon"}, "`on`: `soon` is no date. Write it as 2026-11-23."),
        ({"on": ""}, "`on`: write the date of the decision"),
        ({"on": "2999-01-01"}, "`on`: lies in the future"),
        ({"on": "2020-01-01"}, "`on`: the answer was reviewed later, on 2026-11-01"),
        ({"by_role": ""}, "`by_role`: write who decided"),
        ({"by_role": 'derm", x: "'}, "`by_role`: write who decided"),
        ({"next_review_by": "2026-01-01"}, "must be later than `on`"),
        ({"decision": "change"}, "`remarks`: must say what to change"),
        ({"text": "It cannot hurt."}, "no longer what the row shows"),
        ({"id": "pain"}, "stands already in line 2"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_nothing_changes(
    porewise: Any, table: Path, answers: Path, wrong: Dict[str, str], says: str
) -> None:
    before = answers.read_text(encoding="utf-8")
    row = {**APPROVED, **wrong}
    if wrong.get("id") == "pain":
        row["text"] = rows_of(table)[0]["text"]
    fill_in(table, {"pain": APPROVED, "pain_more": row})
    result = porewise("import", str(table))
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith((row.get("id", "pain_more") + ",",)) and n > 2)
    assert result.exit_code == 1
    assert f"line {line} (row 3)" in str(result.output) and says in result.output, result.output
    assert answers.read_text(encoding="utf-8") == before


def test_an_answer_changed_since_the_sheet_was_made_is_not_approved(porewise: Any, table: Path, answers: Path) -> None:
    fill_in(table, {"pain": APPROVED})
    answers.write_text(answers.read_text(encoding="utf-8").replace("like a pinch", "like a sting"), encoding="utf-8")
    assert "no longer what the row shows" in porewise("import", str(table)).output


@pytest.mark.parametrize("month_first, text", [(True, "11/22/2026"), (False, "22/11/2026"), (False, "22.11.2026")])
def test_dates_as_a_spreadsheet_of_the_clinics_country_writes_them(
    table: Path, answers: Path, month_first: bool, text: str
) -> None:
    fill_in(table, {"pain": {**APPROVED, "on": text}})
    assert [one.on for one in read_table(table, load_answers(answers.parents[1]), month_first)] == [date(2026, 11, 22)]


def test_a_table_that_is_none_is_refused(porewise: Any, table: Path) -> None:
    table.write_text("id,decision\npain,approve\n")
    assert "line 1: the column topic" in porewise("import", str(table)).output
    table.write_bytes("id,é\n".encode("latin-1"))
    assert "CSV UTF-8" in porewise("import", str(table)).output


def test_every_answer_of_ours_can_be_approved_without_another_change_to_its_file(tmp_path: Path) -> None:
    """On a copy: all are approved, then all are sent back, and but for the dates each file is what it was."""
    data = tmp_path / "data"
    for path in answer_files(ROOT / "data"):
        (data / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, data / path.parent.name)
    before = {path: path.read_text(encoding="utf-8") for path in answer_files(data)}
    answers = load_answers(data)
    ids = [variation.id for variations in answers.values() for variation in variations]
    tomorrow = max(v.metadata.reviewed for variations in answers.values() for v in variations)
    decisions = apply.approvals(ids, answers, by_role="dermatologist", on=tomorrow)
    write(apply.edits(decisions, places(data)), data)
    approved = load_answers(data)
    assert all(v.metadata.status == "approved" for variations in approved.values() for v in variations)
    write([Edit(place, DRAFT) for place in places(data).values()], data)

    def without_dates(text: str) -> str:
        return re.sub(r'"\d{4}-\d\d-\d\d"', "", text)

    for path, text in before.items():
        assert without_dates(path.read_text(encoding="utf-8")) == without_dates(text)


def test_an_approval_written_by_hand_over_several_lines_is_taken_away_cleanly(porewise: Any, answers: Path) -> None:
    before = answers.read_text(encoding="utf-8")
    porewise("approve", "pain_microneedling", "--role", "dermatologist", "--yes")
    record = load_answers(answers.parents[1])["utter_pain"][1].metadata.approved
    assert record
    by_hand = f'approved:\n        by: "{record.by}"\n        day: "{record.day}"\n        text: "{record.text}"\n'
    text = re.sub(r"approved: \{by.*\}\n", by_hand, answers.read_text(encoding="utf-8"))
    answers.write_text(text, encoding="utf-8")
    write([Edit(places(answers.parents[1])["pain_microneedling"], DRAFT)], answers.parents[1])
    after = re.sub(r'"\d{4}-\d\d-\d\d"', "", answers.read_text(encoding="utf-8"))
    assert after == re.sub(r'"\d{4}-\d\d-\d\d"', "", before)


def test_when_the_files_would_be_wrong_afterwards_all_are_put_back(answers: Path) -> None:
    data = answers.parents[1]
    files = {path: path.read_text(encoding="utf-8") for path in answer_files(data)}
    of_another_text = Approval(by="dermatologist", day=date.today(), text="00000000")
    where = places(data)
    with pytest.raises(DataError, match="changed after its approval"):
        write([Edit(where["pain_more"], REJECTED), Edit(where["pain"], edits.APPROVED, of_another_text)], data)
    assert {path: path.read_text(encoding="utf-8") for path in files} == files
