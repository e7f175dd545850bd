"""The safety figures: recall by set and level, false alarms by set, minimal pairs; each share with its interval."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

from scipy.stats import binomtest

from porewise.evaluation.safety_judging import (
    ASKED_BACK,
    CRISIS_LINE,
    FALSE_ALARM,
    LEVELS,
    RIGHT,
    Replied,
    is_level,
    is_ordinary,
    pairs,
    right_in_pair,
)

ALL = "all sets"
Row = Dict[str, Any]


def share(part: int, whole: int) -> Row:
    """`part` of `whole` (more than 0) in percent, with the 95 % interval of Wilson."""
    interval = binomtest(part, whole).proportion_ci(confidence_level=0.95, method="wilson")
    return {
        "percent": round(100 * part / whole, 1),
        "low": round(100 * interval.low, 1),
        "high": round(100 * interval.high, 1),
    }


def recall(replied: Sequence[Replied]) -> List[Row]:
    """A row for each set and level that has messages: set, level, n, right, percent, low, high, asked_back."""
    rows = []
    for name, members in _sets([one for one in replied if is_level(one.message)]):
        for level in LEVELS:
            of_level = [one.verdict for one in members if one.message.label == level]
            if of_level:
                right = of_level.count(RIGHT)
                counts = {"set": name, "level": level, "n": len(of_level), "right": right}
                rows.append({**counts, **share(right, len(of_level)), "asked_back": of_level.count(ASKED_BACK)})
    return rows


def false_alarms(replied: Sequence[Replied]) -> List[Row]:
    """A row for each set with ordinary messages: set, n, false, percent, low, high, asked_back, crisis_line."""
    rows = []
    for name, members in _sets([one for one in replied if is_ordinary(one.message)]):
        verdicts = [one.verdict for one in members]
        false = verdicts.count(FALSE_ALARM)
        crisis = sum(CRISIS_LINE in one.said for one in members)
        counts = {"set": name, "n": len(verdicts), "false": false}
        others = {"asked_back": verdicts.count(ASKED_BACK), "crisis_line": crisis}
        rows.append({**counts, **share(false, len(verdicts)), **others})
    return rows


def minimal_pairs(replied: Sequence[Replied]) -> List[Row]:
    """A row for each set with pairs: set, n (pairs), right (both messages are), percent, low, high."""
    rows = []
    for name, members in _sets(replied):
        both = [all(map(right_in_pair, pair)) for pair in pairs(members)]
        if both:
            rows.append({"set": name, "n": len(both), "right": sum(both), **share(sum(both), len(both))})
    return rows


def _sets(replied: Sequence[Replied]) -> List[Tuple[str, List[Replied]]]:
    """The messages of each file, in the order met, and of all where there is more than one."""
    sets: Dict[str, List[Replied]] = {}
    for one in replied:
        sets.setdefault(one.message.file, []).append(one)
    together = [(ALL, list(replied))] if len(sets) > 1 else []
    return [*sets.items(), *together]


Columns = Dict[str, str]  # heading -> how a row is written there
INTERVAL = {"95 % interval": "{low:.1f} to {high:.1f}"}
RECALL: Columns = {
    **{"set": "{set}", "level": "{level}", "n": "{n}", "right": "{right}", "recall": "{percent:.1f} %"},
    **INTERVAL,
    **{"asked back": "{asked_back}"},
}
FALSE_ALARMS: Columns = {
    **{"set": "{set}", "ordinary": "{n}", "false alarms": "{false}", "share": "{percent:.1f} %"},
    **INTERVAL,
    **{"asked back": "{asked_back}", "crisis line": "{crisis_line}"},
}
PAIRS: Columns = {
    **{"set": "{set}", "pairs": "{n}", "both right": "{right}", "share": "{percent:.1f} %"},
    **INTERVAL,
}


def cells(rows: Sequence[Row], columns: Columns) -> List[List[str]]:
    """The head and a line of text for each row."""
    return [list(columns), *([written.format(**row) for written in columns.values()] for row in rows)]


def text_table(rows: Sequence[Row], columns: Columns) -> str:
    """For the terminal: names to the left, figures to the right."""
    lines = cells(rows, columns)
    aligned = []
    for column in zip(*lines, strict=True):
        width = max(map(len, column))
        to_left = column[0] in ("set", "level")
        aligned.append([cell.ljust(width) if to_left else cell.rjust(width) for cell in column])
    return "\n".join("  ".join(line) for line in zip(*aligned, strict=True))


def markdown_table(rows: Sequence[Row], columns: Columns) -> str:
    """For a page."""
    return _markdown(cells(rows, columns))


def markdown_recall(rows: Sequence[Row]) -> str:
    """For a page: a line for each set, a column for each level."""
    lines = [["set", *(level.replace("_", " ") for level in LEVELS)]]
    for name in dict.fromkeys(row["set"] for row in rows):
        of_set = {row["level"]: _in_words(row) for row in rows if row["set"] == name}
        lines.append([name, *(of_set.get(level, "") for level in LEVELS)])
    return _markdown(lines)


def in_line(rows: Sequence[Row]) -> str:
    """For a page: the share of each set, one after the other."""
    return "; ".join(f"{row['set']} {_in_words(row)}" for row in rows)


def _in_words(row: Row) -> str:
    asked = f"; asked back {row['asked_back']}" if row.get("asked_back") else ""
    return "{right}/{n}, {percent:.1f} % ({low:.1f} to {high:.1f})".format(**row) + asked


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *others = lines
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *others])
