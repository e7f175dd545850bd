"""The built widget as a clinic's site loads it: its version, its hash and the tags that name it.

Sources are in `web/widget/`; `make widget` builds the two files of `web/built/`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from porewise.door import shown
from porewise.settings import ROOT

BUILT = ROOT / "web" / "built"
EXAMPLE = "https://assistant.clinic.example"
ADDRESS = re.compile(r"https?://(\[[0-9A-Fa-f:.]+]|[\w.-]+)(:\d+)?")


class WidgetError(Exception):
    """The widget is not built; the text is one line that says what to do."""


class Widget(NamedTuple):
    """The two built files: the `loader`, always the newest, and the `whole` widget, whose address names its content."""

    loader: bytes
    whole: bytes

    @property
    def version(self) -> str:
        """Part of the address of the whole widget: changes whenever the file does."""
        return f"v{hashlib.sha256(self.whole).hexdigest()[:12]}"

    @property
    def integrity(self) -> str:
        """The hash by which a browser refuses a whole widget that was changed."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.whole).digest()).decode()}"

    def tag(self, address: str) -> str:
        """The tag for a site; it always loads the newest widget of the server at `address`."""
        return f'<script src="{address}/chat/widget.js" async></script>'

    def pinned_tag(self, address: str) -> str:
        """The tag that loads this widget and no other, checked by its hash."""
        source = f"{address}/chat/{self.version}/widget.js"
        return f'<script src="{source}" integrity="{self.integrity}" crossorigin="anonymous" async></script>'


def load_widget(folder: Path = BUILT) -> Widget:
    """Read the built files; raises WidgetError when one is missing."""
    files = []
    for name in ("loader.js", "widget.js"):
        try:
            files.append((folder / name).read_bytes())
        except FileNotFoundError:
            raise WidgetError(f"{shown(folder / name)} is missing. Build it with: make widget") from None
    return Widget(*files)


def is_address(text: str) -> bool:
    """Whether `text` is the address of a server, such as https://assistant.clinic.example, without a path."""
    return ADDRESS.fullmatch(text) is not None
