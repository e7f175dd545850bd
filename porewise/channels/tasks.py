"""Tasks that end when they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection


async def stop(tasks: Collection[asyncio.Task]) -> None:
    """Cancel `tasks` until all have ended. Once may not be enough: a timeout inside redis-py can swallow it."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=1)
