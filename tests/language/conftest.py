"""The real model, built once into `build/en_porewise` (seconds when it is up to date)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


@pytest.fixture(scope="session")
def nlp():
    from porewise import language
    from porewise.language.build import build

    build(ROOT / "build" / "en_porewise")
    return language.load()


@pytest.fixture(scope="session")
def encoder(nlp):
    from porewise.language.encoder import encoder_of

    return encoder_of(nlp)
