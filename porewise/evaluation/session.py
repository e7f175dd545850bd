"""The loaded assistant, or a model of the NLU alone, for plain (not async) measuring code."""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Coroutine, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple, TypeVar

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
from tqdm import tqdm

from porewise.channels.incoming import own_words
from porewise.replay import Assistant, running

Result = TypeVar("Result")

# What the zones (or Rasa's FallbackClassifier) put in the place of an intent that is not sure enough.
OFFERED, REFUSED = "clarify", "nlu_fallback"
BUTTONS = 3  # of "Did you mean"


class Parsed(NamedTuple):
    """How one message was understood."""

    decided: str  # the intent that the dialogue gets: OFFERED and REFUSED too
    understood: str  # the likeliest intent, thresholds left aside; "" if there is none
    confidence: float  # of `understood`
    milliseconds: float
    likeliest: Tuple[str, ...] = ()  # the first BUTTONS intents, which "Did you mean" would show

    @property
    def answered(self) -> bool:
        """Whether it was sure enough to be answered at once."""
        return self.decided not in (OFFERED, REFUSED, "")


class Session:
    """Runs the async calls of a loaded agent one after the other."""

    def __init__(self, agent: Agent, loop: asyncio.AbstractEventLoop, assistant: Optional[Assistant] = None) -> None:
        """`opened` and `opened_nlu` are the ways in; `assistant` is there in the first only."""
        self.agent = agent
        self._loop = loop
        self._assistant = assistant

    def wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run `coroutine` to its end."""
        return self._loop.run_until_complete(coroutine)

    def converse(self, text: str, context: Optional[str] = None) -> Dict[str, Any]:
        """See `Assistant.converse`."""
        assert self._assistant, "this session has a model of the NLU alone"
        return self.wait(self._assistant.converse(text, context))

    def parse(self, text: str) -> Parsed:
        """Understand `text`."""
        started = time.perf_counter()
        parsed = self.wait(self.agent.parse_message(own_words(text)))
        milliseconds = 1000 * (time.perf_counter() - started)
        ranking = parsed.get("intent_ranking") or [parsed["intent"]]
        intents = [intent for intent in ranking if intent["name"] not in (OFFERED, REFUSED, None)]
        likeliest = tuple(intent["name"] for intent in intents[:BUTTONS])
        understood, confidence = (likeliest[0], intents[0]["confidence"]) if intents else ("", 0.0)
        return Parsed(parsed["intent"]["name"] or "", understood, confidence, milliseconds, likeliest)

    def parse_all(self, texts: Sequence[str], what: str = "messages") -> List[Parsed]:
        """Understand each of `texts`, with a progress bar; a few are parsed before, so that the times are warm ones."""
        for text in texts[:5]:
            self.parse(text)
        return [self.parse(text) for text in tqdm(texts, unit=" " + what, desc="Understanding", disable=None)]


@contextmanager
def opened(model: Path) -> Iterator[Session]:
    """The whole assistant of `model` with its action server."""
    with _quiet(), running(model) as assistant, closing(asyncio.new_event_loop()) as loop:
        yield Session(assistant.agent, loop, assistant)


@contextmanager
def opened_nlu(model: Path) -> Iterator[Session]:
    """A model of the NLU alone, which can only parse."""
    configure_structlog(logging.ERROR)  # below that, Rasa writes every message
    with _quiet(), closing(asyncio.new_event_loop()) as loop:
        yield Session(Agent.load(str(model)), loop)


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings of the libraries about their own future. Importing Rasa switches them on again, so not before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
