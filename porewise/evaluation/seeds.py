"""How much the held-out figures move when nothing but the seed of the training changes."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Sequence

from tqdm import tqdm

from porewise.evaluation import intents, pipeline
from porewise.evaluation.examples import Example
from porewise.evaluation.session import opened_nlu
from porewise.settings import ROOT

FIRST_SEED = 42
REPORTED = ("accuracy", "macro_f1", "answered", "wrong_of_answered")
LEAST_NOISE = 0.5  # points


def measure(count: int, examples: Sequence[Example]) -> Dict[str, Any]:
    """Train the NLU `count` times, each with another seed, and parse `examples` with each model.

    Returns:
        seeds, and for each of REPORTED its values, their mean and their spread (sample standard deviation, in points).

    Raises:
        porewise.training.TrainingError: a training failed.
    """
    seeds = list(range(FIRST_SEED, FIRST_SEED + count))
    figures: List[Dict[str, Any]] = []
    for seed in tqdm(seeds, unit=" trainings", desc="Other seeds", disable=None):
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "nlu.tar.gz"
            configuration = pipeline.with_seed(pipeline.config(), seed)
            pipeline.train_nlu(configuration, ROOT / "data", model, ROOT / "domain.yml")
            with opened_nlu(model) as session:
                figures.append(intents.figures(intents.understand(session, examples)))
    values = {name: [figure[name] for figure in figures] for name in REPORTED}
    return {
        "seeds": seeds,
        **{
            name: {"values": found, "mean": round(statistics.mean(found), 2), "spread": round(spread(found), 2)}
            for name, found in values.items()
        },
    }


def spread(values: Sequence[float]) -> float:
    """Sample standard deviation; 0 of a single value."""
    return statistics.stdev(values) if len(values) > 1 else 0.0


def noise(measured: Dict[str, Any]) -> float:
    """Points by which a figure may fall by chance: the larger spread of accuracy and macro-F1, at least LEAST_NOISE."""
    return max(LEAST_NOISE, *(measured[name]["spread"] for name in ("accuracy", "macro_f1")))
