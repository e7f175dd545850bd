"""Rasa's default pipeline on our training data, held beside ours. Bench uses its configuration too."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any, Dict, List, Sequence

import click
import yaml

from porewise.evaluation import intents, pipeline
from porewise.evaluation.examples import TRAINING, Example
from porewise.evaluation.judging import names_of
from porewise.evaluation.messages import Message
from porewise.evaluation.scores import percent
from porewise.evaluation.session import Session, opened_nlu
from porewise.settings import ROOT

MODELS = ROOT / "build" / "evaluation"
FULL_EPOCHS = 100


def default_config(epochs: int = FULL_EPOCHS) -> Dict[str, Any]:
    """What `rasa init` writes: no pipeline, no policies, so that Rasa takes its own; spelt out for other `epochs`."""
    config: Dict[str, Any] = yaml.safe_load(str((files("rasa") / "cli/initial_project/config.yml").read_text()))
    if epochs != FULL_EPOCHS:
        full = yaml.safe_load((files("rasa") / "engine/recipes/config_files/default_config.yml").read_text())
        for part in ("pipeline", "policies"):
            config[part] = [{**c, "epochs": epochs} if "epochs" in c else c for c in full[part]]
    return config


def default_model(epochs: int) -> Path:
    """The default pipeline trained for `epochs` on data/; trained once for the same data and epochs (some 2 minutes an
    epoch on two cores)."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "data").glob(TRAINING)):
        digest.update(path.read_bytes())
    model = MODELS / f"rasa-default-{epochs}-{digest.hexdigest()[:12]}.tar.gz"
    if not model.exists():
        MODELS.mkdir(parents=True, exist_ok=True)
        click.echo(f"Training Rasa's default pipeline for {epochs} epochs (some 2 minutes each on two cores) ...")
        seconds = pipeline.train_nlu(default_config(epochs), ROOT / "data", model, ROOT / "domain.yml")
        click.echo(f"... done in {seconds:.0f} s")
    return model


def measure(epochs: int, examples: Sequence[Example], messages: Sequence[Message]) -> Dict[str, Any]:
    """Train the default pipeline if need be; gives the figures of `one_side` for it."""
    with opened_nlu(default_model(epochs)) as session:
        return {"epochs": epochs, **one_side(session, intents.understand(session, examples), messages)}


def one_side(session: Session, held_out: Sequence[intents.HeldOut], messages: Sequence[Message]) -> Dict[str, Any]:
    """Figures of one pipeline: of the held-out messages (`intents.figures`) and of the visitors' messages.

    A visitor's message counts as right when the intent that it gets leads to an accepted reply: the intent alone,
    without conversation, several questions or slots, which Rasa's default has not. Messages with context are left out.
    """
    alone = [message for message in messages if not message.context]
    parsed = session.parse_all([message.text for message in alone])
    outcomes: List[str] = []
    for message, understood in zip(alone, parsed, strict=True):
        leads_to_answer = names_of(understood.decided) & set().union(*message.wanted)
        outcomes.append("right" if leads_to_answer else "wrong" if understood.answered else "refused")
    shares = {name: percent(outcomes.count(name), len(outcomes)) for name in ("right", "refused", "wrong")}
    return {"held_out": intents.figures(held_out), "messages": {"messages": len(alone), **shares}}
