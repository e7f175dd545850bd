"""The pipeline of config.yml: its thresholds, a changed copy of it, and training of the NLU alone."""

from __future__ import annotations

import contextlib
import copy
import io
import os
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

import yaml

from porewise.door import DataError, shown
from porewise.settings import ROOT
from porewise.training import TrainingError

CONFIG = ROOT / "config.yml"


class Thresholds(NamedTuple):
    """From `answer` on a message is answered; from `suggest` on it is asked back; below, refused."""

    suggest: float
    answer: float


def config() -> Dict[str, Any]:
    """The content of config.yml."""
    content: Dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    return content


def component(configuration: Dict[str, Any], name: str) -> Dict[str, Any]:
    """The settings of the component whose class is called `name`; raises DataError if there is none."""
    for settings in configuration["pipeline"]:
        if settings["name"].split(".")[-1] == name:
            found: Dict[str, Any] = settings
            return found
    raise DataError(f"{shown(CONFIG)}: the pipeline has no {name}.")


def thresholds() -> Thresholds:
    """Those of config.yml, or the ZoneClassifier's defaults."""
    from porewise.nlu.zone_classifier import ZoneClassifier

    settings = {**ZoneClassifier.get_default_config(), **component(config(), ZoneClassifier.__name__)}
    return Thresholds(settings["suggest"], settings["answer"])


def for_other_data() -> Dict[str, Any]:
    """The pipeline of config.yml with Rasa's own reading of the data: our importer asks for the names that we use."""
    kept = ("recipe", "assistant_id", "language", "pipeline")
    return {name: value for name, value in config().items() if name in kept}


def with_seed(configuration: Dict[str, Any], seed: int) -> Dict[str, Any]:
    """A copy of `configuration` in which the intent classifier has `seed`."""
    changed = copy.deepcopy(configuration)
    component(changed, "HybridIntentClassifier")["random_seed"] = seed
    return changed


def train_nlu(configuration: Dict[str, Any], data: Path, target: Path, domain: Optional[Path] = None) -> float:
    """Train the pipeline of `configuration` on the NLU data in `data` and write the model to `target` (.tar.gz).

    Returns:
        Seconds that Rasa's training took, without starting Python and importing TensorFlow.

    Raises:
        TrainingError: Rasa refused the data or the configuration.
    """
    import rasa.model_training
    from rasa.shared.exceptions import RasaException

    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # else Rasa takes over what it trained before
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, about their own future
        path = Path(folder) / "config.yml"
        path.write_text(yaml.safe_dump(configuration, sort_keys=False), encoding="utf-8")
        started = time.perf_counter()
        try:
            model = rasa.model_training.train_nlu(
                config=str(path),
                nlu_data=str(data),
                output=str(target.parent),
                fixed_model_name=target.name,
                domain=str(domain) if domain else None,
            )
        except RasaException as error:
            raise TrainingError(f"training on {shown(data)} failed: {error}") from error
    if model is None:
        raise TrainingError(f"training on {shown(data)} failed: {said.getvalue().strip()}")
    return time.perf_counter() - started
