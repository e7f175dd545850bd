"""A website channel on a free port, with a stub in Rasa's place."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from redis_server import RedisServer
from stub_clinic import StubAgent, serve, website
from visitor import Tab, Visitor

SITES = ["https://www.clinic.example", "https://clinic.example"]


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_...` in a thread of its own: Playwright's event loop may run in this one."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(pyfuncitem.obj(**given), 60)).result()
    return True


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture()
def redis(redis_server: RedisServer) -> RedisServer:
    """A Redis server, empty."""
    redis_server.client.flushall()
    return redis_server


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty one for what Rasa keeps."""
    url = f"sqlite:///{tmp_path}/conversations.db"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture()
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture()
def settings() -> dict[str, Any]:
    """Of the channel, where a test wants other ones."""
    return {}


@pytest.fixture()
def address(agent: StubAgent, settings: dict[str, Any]) -> Iterator[str]:
    with serve(website(**{"origins": SITES, "seconds": 1.5, **settings}), agent) as address:
        yield address


@pytest.fixture()
def browser(address: str) -> Visitor:
    """Somebody who only reads pages."""
    return Visitor(address)


@pytest.fixture()
def visitor(address: str) -> Visitor:
    """A visitor with a chat, who has been greeted."""
    visitor = Visitor(address).begin()
    visitor.answers_to(0)
    return visitor


@pytest.fixture()
def open_tab() -> Iterator[Callable[..., Tab]]:
    """Opens tabs (as `Tab`), which are closed at the end."""
    tabs: list[Tab] = []

    def open_one(*given: Any, **more: Any) -> Tab:
        tabs.append(Tab(*given, **more))
        return tabs[-1]

    yield open_one
    for tab in tabs:
        tab.close()
