"""From decisions to what is written: status and dates into the answers, remarks into a file that people read."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Iterator, List, Sequence

from porewise.answers import Approval, Variation, fingerprint
from porewise.door import DataError
from porewise.review.edits import APPROVED, DRAFT, REJECTED, Edit, differences
from porewise.review.places import Place
from porewise.review.table import APPROVE, CHANGE, Decision, reason

REMARKS = Path("docs") / "review-remarks.md"
HEADING = """# Remarks from reviews

What reviewers rejected, want changed, or remarked on, the latest last. `porewise review import` writes it. When a
remark is dealt with, take it out; git keeps it.
"""
WORDS = {APPROVE: "approved, with a remark", CHANGE: "to be changed", "": "remark"}


def edits(decisions: Sequence[Decision], where: Dict[str, Place]) -> List[Edit]:
    """The decisions as edits, without those that change nothing.

    An approval sets the dates. What is to be changed becomes a draft again, what is rejected is marked so; both keep
    the dates of the last time that somebody found them right.
    """
    found = [_edit(decision, where[decision.id]) for decision in decisions if decision.decision]
    return [edit for edit in found if differences(edit)]


def _edit(decision: Decision, place: Place) -> Edit:
    if decision.decision == APPROVE:
        approval = Approval(by=decision.by_role, day=decision.on, text=fingerprint(decision.text))
        return Edit(place, APPROVED, approval, decision.on, decision.review_by)
    return Edit(place, DRAFT if decision.decision == CHANGE else REJECTED)


def approvals(ids: Sequence[str], answers: Dict[str, List[Variation]], **filled_in: object) -> List[Decision]:
    """A person's approval of the answers with these ids, as decisions; `filled_in` as in a row of the table.

    Raises:
        porewise.door.DataError: an id that no answer has, a date in the future or before the last review, no role.
    """
    by_id = {variation.id: variation for variations in answers.values() for variation in variations}
    unknown = [id_ for id_ in ids if id_ not in by_id]
    if unknown:
        raise DataError(f"no answer has the id {', '.join(unknown)}. The ids stand on the review sheet.")
    try:
        found = [
            Decision.parse_obj({"id": id_, "question": "", "text": by_id[id_].text, "decision": APPROVE, **filled_in})
            for id_ in dict.fromkeys(ids)
        ]
    except ValueError as error:
        raise DataError(reason(error)) from None
    for decision in found:
        reviewed = by_id[decision.id].metadata.reviewed
        if decision.on < reviewed:
            raise DataError(f"`{decision.id}` was reviewed later than {decision.on}, on {reviewed}.")
    return found


def in_words(edit: Edit) -> Iterator[str]:
    """The difference that an edit makes, a line a key."""
    yield edit.place.id
    for key, before, after in differences(edit):
        yield f"  {key:<10} {before} -> {after}"


def remarks(decisions: Sequence[Decision]) -> List[str]:
    """A paragraph for each decision that somebody has to act on or that has a remark."""
    return [_remark(one) for one in decisions if one.remarks or one.decision not in ("", APPROVE)]


def keep_remarks(paragraphs: Sequence[str], path: Path) -> int:
    """Add to the file what it does not hold yet; gives how many were added."""
    before = path.read_text(encoding="utf-8") if path.exists() else HEADING
    new = [paragraph for paragraph in paragraphs if paragraph not in before]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([before, *new]), encoding="utf-8")
    return len(new)


def _remark(decision: Decision) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in decision.text.splitlines())
    return (
        f"## `{decision.id}`: {WORDS.get(decision.decision, 'rejected')}\n\n"
        f"{decision.by_role}, {decision.on}. {decision.question}\n\n{quoted}\n\n{decision.remarks or 'No remark.'}\n"
    )
