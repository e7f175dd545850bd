"""Trains when no model fits the data, and only then."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterable, Iterator

from porewise.settings import ROOT

MODELS = ROOT / "models"
KEPT_MODELS = 3
CACHES = ROOT / ".rasa" / "caches"
LOG = ROOT / "var" / "train.log"
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "clinic-vocabulary.yml",
    "data/*/**/*.yml",
    "porewise/importing.py",
    "porewise/nlu/*.py",
    "porewise/language/*.py",
    "porewise/language/*.yml",
)


class TrainingError(Exception):
    """Training failed; the text is one line that says why and where to look."""


def inputs() -> Iterator[Path]:
    """The files on which a trained model depends, in a fixed order."""
    for pattern in INPUTS:
        yield from sorted(ROOT.glob(pattern))


def model_path() -> Path:
    """Where the model for the data as it is now lies, or would lie: the name carries a hash of `inputs`."""
    return MODELS / f"porewise-{_digest(inputs())}.tar.gz"


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _cache() -> Path:
    """Rasa's cache, one for each state of our code: so what has not changed is not trained again, and an answer that is
    reworded costs seconds. Rasa itself knows a component by its name and would not see a change in ours.
    """
    current = CACHES / _digest(path for path in inputs() if path.suffix != ".yml" or "porewise" in path.parts)
    for old in CACHES.glob("*"):
        if old != current:
            shutil.rmtree(old, ignore_errors=True)
    return current


def ensure_model() -> Path:
    """Give the model that fits the data; train it first if there is none (a minute or two, shown as it goes).

    Raises:
        TrainingError: `rasa train` failed.
    """
    model = model_path()
    if model.exists():
        return model
    name = model.name[: -len(".tar.gz")]
    # --skip-validation: the data came through `porewise check`, and `make check` runs Rasa's own validator.
    # --augmentation 0: no policy reads stories glued together.
    command = ["rasa", "train", "--skip-validation", "--augmentation", "0", "--fixed-model-name", name]
    started = time.monotonic()
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        environment = {**os.environ, "RASA_CACHE_DIRECTORY": str(_cache())}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None:
            _progress(f"Training the assistant (about a minute or two) ... {time.monotonic() - started:.0f} s")
            time.sleep(0.5)
    _progress(f"Training the assistant ... done in {time.monotonic() - started:.0f} s\n", last=True)
    if process.returncode or not model.exists():
        raise TrainingError(f"training failed: {_reason()} (details: {LOG.relative_to(ROOT)})")
    _forget_old_models(model)
    return model


def _progress(line: str, last: bool = False) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{line}")
    elif last:
        sys.stderr.write(line)
    sys.stderr.flush()


def _reason() -> str:
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "no output"


def _forget_old_models(newest: Path) -> None:
    models = sorted(MODELS.glob("porewise-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in [path for path in models if path != newest][KEPT_MODELS - 1 :]:
        path.unlink()
