"""What is checked in under web/built/ is what the sources make, and small."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from porewise.channels.widget import BUILT, load_widget
from porewise.settings import ROOT

SOURCE = ROOT / "web" / "widget"


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, built anew; `make widget-tools` brings the builder."""
    if not (SOURCE / "node_modules").is_dir():
        pytest.fail("there is nothing to build the widget with. Run: make widget-tools")
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(["node", str(SOURCE / "build.mjs"), str(folder)], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", ["loader.js", "widget.js"])
def test_the_files_are_what_the_sources_make(anew: Path, name: str) -> None:
    assert (BUILT / name).read_bytes() == (anew / name).read_bytes(), "Run: make widget"


def test_they_are_small() -> None:
    widget = load_widget()
    assert len(widget.loader) <= 1_500
    assert len(gzip.compress(widget.whole, 9)) <= 15_000


def test_the_loader_names_the_whole_widget_by_its_content() -> None:
    widget = load_widget()
    assert re.findall(r"v[0-9a-f]{12}", widget.loader.decode()) == [widget.version]


def test_nothing_comes_from_elsewhere() -> None:
    """No host in the files, no library in the widget: what its package names only builds it."""
    widget = load_widget()
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", widget.loader + widget.whole)
    assert "dependencies" not in json.loads((SOURCE / "package.json").read_text())
    assert "resolved" not in (SOURCE / "package-lock.json").read_text()
