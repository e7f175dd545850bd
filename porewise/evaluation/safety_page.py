"""The parts of docs/safety.md that are written by machine: the rules of triage, its limits, and what was measured."""

from __future__ import annotations

import re
from pathlib import Path

from porewise.door import DataError, shown
from porewise.evaluation.pipeline import component, config
from porewise.settings import ROOT
from porewise.triage.decision import Limits
from porewise.triage.rules import LEVELS, Rules, load_rules

PAGE = ROOT / "docs" / "safety.md"
RULES, LIMITS, MEASURED = "rules", "limits", "measured"


def rules_table(rules: Rules) -> str:
    """A line for each level, the gravest first: how many rules, and which."""
    lines = ["| level | rules | what they hear |", "|---|---|---|"]
    for level in LEVELS:
        names = [rule.id for rule in rules.rules if rule.level == level]
        lines.append(f"| {level} | {len(names)} | {', '.join(names)} |".replace("_", " "))
    return "\n".join(lines)


def limits_line() -> str:
    """The limits of Triage in config.yml."""
    settings = component(config(), "Triage")
    return "Limits: " + ", ".join(f"`{name}` {settings[name]}" for name in Limits._fields) + "."


def part(name: str, page: Path = PAGE) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->` of `page`; raises DataError without the marks."""
    return _marked(name, page).group(2).strip()


def write_part(name: str, content: str, page: Path = PAGE) -> None:
    """Put `content` between the marks of `name` on `page`; raises DataError without the marks."""
    found = _marked(name, page)
    text = found.string
    page.write_text(f"{text[: found.end(1)]}\n{content.strip()}\n{text[found.start(3) :]}", encoding="utf-8")


def write_rules(page: Path = PAGE) -> None:
    """Bring the table of rules and the limits up to date."""
    write_part(RULES, rules_table(load_rules()), page)
    write_part(LIMITS, limits_line(), page)


def _marked(name: str, page: Path) -> re.Match:
    pattern = rf"(<!-- {name} -->)(.*)(<!-- /{name} -->)"
    found = re.search(pattern, page.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        raise DataError(
            f"{shown(page)}: the marks <!-- {name} --> and <!-- /{name} --> must stand there, in this order."
        )
    return found


if __name__ == "__main__":
    write_rules()
