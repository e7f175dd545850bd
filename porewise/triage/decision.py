"""What to do about a message: its hits by the rules, weighed with what the classifier makes of it."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple, Optional, Sequence

from porewise.triage.context import DENIED, DISTANT
from porewise.triage.reading import Hit
from porewise.triage.rules import LEVELS

DANGERS = LEVELS[:4]
REASONS = LEVELS[4:]  # to see a provider first, or to give no instructions
GRAVITY = {"emergency": 2.0, "crisis": 2.0}
ASK = "ask"  # unsure: ask whether it is happening now
Likelihoods = Dict[str, float]  # level -> likelihood by the classifier, from 0 to 1
LikelihoodsOf = Callable[[int, int], Likelihoods]  # of the characters from start to end


class Decision(NamedTuple):
    """A level of `LEVELS`, or `ASK` with the level that is `feared`; no `rule`: only the classifier heard it."""

    level: str
    rule: Optional[str] = None
    start: Optional[int] = None  # characters that fit the rule
    end: Optional[int] = None
    feared: Optional[str] = None


class Limits(NamedTuple):
    """Least likelihoods; how they were found: docs/safety.md."""

    beside_rule: float  # of danger, in a message that fits a rule
    sure: float  # of danger, where no rule fits
    despite: float  # of danger, where what fits a rule is denied, asked in general, long ago or somebody else's
    ask: float  # of danger, from which on it is asked about


def decide(
    hits: Sequence[Hit], levels: Likelihoods, limits: Limits, levels_of: Optional[LikelihoodsOf] = None
) -> Optional[Decision]:
    """The decision on a message, danger before all else; None where it is an ordinary one.

    `levels` is about the whole message. Where that is too little beside a rule for the gravest dangers, as when an
    emergency is an aside in a booking, `levels_of` the clauses that fit the rule decide.
    """
    return _danger(hits, levels, limits, levels_of) or _reason(hits, levels, limits)


def _danger(
    hits: Sequence[Hit], levels: Likelihoods, limits: Limits, levels_of: Optional[LikelihoodsOf]
) -> Optional[Decision]:
    told = [hit for hit in hits if hit.rule.level in DANGERS]
    likely = _danger_in(levels)
    heard = _likeliest(levels)
    for hit in told:
        if not hit.happening:
            continue
        supported = hit.rule.alone or not levels or likely >= limits.beside_rule
        if not supported and hit.rule.level in GRAVITY and levels_of:
            supported = _danger_in(levels_of(*hit.around)) >= limits.sure
        if supported:
            graver = min(hit.rule.level, heard if likely >= limits.sure else hit.rule.level, key=LEVELS.index)
            return Decision(graver, hit.rule.id, hit.start, hit.end)
    excused = bool(told) and not any(hit.happening for hit in told)
    if likely >= (limits.despite if excused else limits.sure):
        return Decision(heard)
    if likely >= (limits.sure if excused else limits.ask):
        return Decision(ASK, feared=heard)
    return None


def _reason(hits: Sequence[Hit], levels: Likelihoods, limits: Limits) -> Optional[Decision]:
    """A reason to see a provider first, or to give no instructions; being asked in general is no excuse here."""
    for hit in hits:
        told = hit.rule.level in REASONS and hit.circumstances not in (DENIED, DISTANT)
        if told and (not levels or levels.get(hit.rule.level, 0.0) >= limits.beside_rule):
            return Decision(hit.rule.level, hit.rule.id, hit.start, hit.end)
    return next((Decision(level) for level in REASONS if levels.get(level, 0.0) >= limits.sure), None)


def _danger_in(levels: Likelihoods) -> float:
    return sum(levels.get(level, 0.0) for level in DANGERS)


def _likeliest(levels: Likelihoods) -> str:
    """The graver of two already where it is half as likely as the other: too much help harms less than too little."""
    return max(DANGERS, key=lambda level: levels.get(level, 0.0) * GRAVITY.get(level, 1.0))
