"""Many visitors on the website channel of one Rasa process, each with an open stream, asking at their own pace.

    python bench/visitors.py                        # 500 visitors for 2 minutes, a question every 20 s on average
    python bench/visitors.py --visitors 50 --minutes 0.5

Prints how long a visitor waits for the server to take the question and for the answer's first byte, and every error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Dict, List

import aiohttp

from bench.__main__ import messages
from porewise.supervisor import Processes, free_port
from porewise.training import ensure_model

ARRIVING = 30.0  # seconds over which they come


class Visitor:
    """One visitor: a chat, its stream, and questions at random moments."""

    def __init__(self, number: int, chat: str, client: aiohttp.ClientSession, tally: Tally) -> None:
        """`chat`: address of the server's /chat."""
        self._chat, self._client, self._tally = chat, client, tally
        self._headers = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250}"}
        self._asked: Dict[int, float] = {}
        self._early: set[int] = set()
        self._seq = 0

    async def visit(self, texts: List[str], pause: float, until: float) -> None:
        """Ask until the clock says `until`, then wait for what is still to come."""
        async with self._client.post(f"{self._chat}/session", json={"consent": True}, headers=self._headers) as reply:
            self._headers["Authorization"] = f"Bearer {(await reply.json())['token']}"
        listening = asyncio.create_task(self._listen())
        while time.monotonic() + (wait := random.expovariate(1 / pause)) < until:
            await asyncio.sleep(max(wait, 3.0))  # nobody reads an answer faster
            await self._ask(random.choice(texts))
        await asyncio.sleep(max(0.0, until - time.monotonic()) + 5)
        self._tally.problems["unanswered"] += len(self._asked)
        listening.cancel()

    async def _ask(self, text: str) -> None:
        started = time.monotonic()
        body = {"id": uuid.uuid4().hex, "text": text}
        async with self._client.post(f"{self._chat}/messages", json=body, headers=self._headers) as reply:
            if reply.status != 202:
                self._tally.problems[f"status {reply.status}"] += 1
                return
            number = (await reply.json())["seq"]
        self._tally.taken.append(time.monotonic() - started)
        if number in self._early:
            self._tally.answered.append(time.monotonic() - started)
        else:
            self._asked[number] = started

    async def _listen(self) -> None:
        async with self._client.get(f"{self._chat}/events?after=0", headers=self._headers) as stream:
            async for line in stream.content:
                if not line.startswith(b"data: ") or b'"seq"' not in line[:12]:
                    continue
                entry = json.loads(line[6:])
                if entry["seq"] != self._seq + 1:
                    self._tally.problems["lost or doubled"] += 1
                self._seq = entry["seq"]
                if entry["type"] != "assistant":
                    continue
                if entry["name"] == "website_failed":
                    self._tally.problems["failed turn"] += 1
                started = self._asked.pop(entry["to"], None)
                if started:
                    self._tally.answered.append(time.monotonic() - started)
                elif entry["to"]:
                    self._early.add(entry["to"])


class Tally:
    """What all visitors saw; times in seconds."""

    def __init__(self) -> None:
        self.taken: List[float] = []
        self.answered: List[float] = []
        self.problems: Counter[str] = Counter()


async def crowd(chat: str, visitors: int, minutes: float, pause: float) -> Tally:
    """Let them come, ask and go."""
    tally, texts = Tally(), messages()
    connections = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connections, timeout=aiohttp.ClientTimeout(total=None)) as client:
        until = time.monotonic() + ARRIVING + 60 * minutes

        async def come(number: int) -> None:
            await asyncio.sleep(ARRIVING * number / visitors)
            try:
                await Visitor(number, chat, client, tally).visit(texts, pause, until)
            except (aiohttp.ClientError, KeyError) as error:
                tally.problems[type(error).__name__] += 1

        await asyncio.gather(*(come(number) for number in range(visitors)))
    return tally


def shown(name: str, seconds: List[float]) -> str:
    """Median, 95th and 99th percentile in ms."""
    cuts = statistics.quantiles(seconds, n=100)
    return f"{name:28}{1000 * cuts[49]:8.0f}{1000 * cuts[94]:8.0f}{1000 * cuts[98]:8.0f}"


def main() -> None:
    """Start Rasa, let the crowd in, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between questions, on average")
    given = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="porewise-")), free_port()
    environment = {
        "RASA_PORT": str(port),
        "POREWISE_MODEL": str(ensure_model()),
        "DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
        "WEBSITE_LOG": f"sqlite:///{folder / 'chats.db'}",
        "WEBSITE_PROXIES": "1",
    }
    with Processes(environment, log=folder / "rasa.log", only="rasa") as rasa:
        rasa.wait_until_ready()
        tally = asyncio.run(crowd(f"http://127.0.0.1:{port}/chat", given.visitors, given.minutes, given.pause))
    print(f"{given.visitors} visitors, {given.minutes:g} min, {len(tally.answered)} questions answered")
    print(f"{'ms':28}{'median':>8}{'p95':>8}{'p99':>8}")
    print(shown("question taken (202)", tally.taken))
    print(shown("first byte of the answer", tally.answered))
    print(f"problems: {dict(+tally.problems) or 'none'}")


if __name__ == "__main__":
    main()
