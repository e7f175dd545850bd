"""How often something may be done: a burst at once, and then a steady rate (a token bucket)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

MOST_BUCKETS = 50_000


class Pace(NamedTuple):
    """`burst` at once, `per_minute` in the long run."""

    burst: int
    per_minute: float


class Buckets:
    """The buckets used last, in this process's memory. One that was forgotten is full again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, key: str, pace: Pace) -> float:
        """Take one of what `pace` lets through for `key`: 0, or the seconds until the next one is free.

        Kept is the moment at which the bucket will be full (the generic cell rate algorithm, ITU-T I.371).
        """
        now, each = self._clock(), 60 / pace.per_minute
        full_at = max(self._free_at.get(key, now), now)
        early = full_at + each - now - pace.burst * each
        if early > 1e-9:
            return early
        self._free_at[key] = full_at + each
        self._free_at.move_to_end(key)
        if len(self._free_at) > MOST_BUCKETS:
            self._free_at.popitem(last=False)
        return 0.0
