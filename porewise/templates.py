"""Jinja templates as all our pages use them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def templates(folder: Path, **filters: Callable[..., Any]) -> Environment:
    """The templates of `folder`: text is escaped, and a name that is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    return environment


def dialled(words: str) -> str:
    """The number that a telephone dials: of "999 or 112" the first, of "(217) 555-0142" all of it."""
    number = re.search(r"[+(]?\d[\d\s).-]*", words)
    return "".join(c for c in number.group() if c.isdigit() or c == "+") if number else ""


def day(value: date) -> str:
    """The date as our pages write it: "November 3, 2026"."""
    return f"{value:%B} {value.day}, {value.year}"
