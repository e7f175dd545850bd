"""docs/widget-features.md says of the chat only what a test proves."""

from __future__ import annotations

import ast
import re

import pytest

from porewise.settings import ROOT

PAGE = (ROOT / "docs" / "widget-features.md").read_text(encoding="utf-8")
BESIDE_OTHERS, PROOFS = (
    [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in part.splitlines() if line.startswith("| ")][
        1:
    ]
    for part in PAGE.split("## What proves ours")
)
TESTS = [(feature, test.strip("`")) for feature, test in PROOFS]


def names_in(path: str) -> set[str]:
    """The tests of a file as pytest names them, without what is in brackets."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return {name for name in found if re.search(r"(^|::)test_", name)}


@pytest.mark.parametrize(("feature", "test"), TESTS, ids=[feature for feature, _ in TESTS])
def test_the_test_that_is_named_exists(feature, test):
    path, _, name = test.partition("::")
    assert name in names_in(path)


def test_whatever_is_said_of_ours_is_proven():
    assert len(BESIDE_OTHERS) == 36
    said = {row[0] for row in BESIDE_OTHERS if row[1] != "N"}
    assert said == {feature for feature, _ in TESTS}
