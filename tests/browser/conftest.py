"""A real Chromium on the demonstration page, with a stub in Rasa's place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from site_visitor import Panel, watched
from stub_clinic import StubAgent, serve, website

# No sandbox inside a container run as root; the others keep the browser from calling its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if path is None:
        pytest.fail("there is no Chromium to test with. Run: make chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture()
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture()
def address(agent: StubAgent) -> Iterator[str]:
    with serve(website(seconds=1.5), agent) as address:
        yield address


@pytest.fixture()
def settings() -> dict:
    """What kind of browser window the tests of a module use."""
    return {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture()
def panel(chromium: Browser, address: str, settings: dict) -> Iterator[Panel]:
    """The page, just opened. Afterwards: the page broke no rule of its own and spoke to no other host."""
    context = chromium.new_context(**settings)
    page = context.new_page()
    problems = watched(page, address)
    page.goto(f"{address}/")
    yield Panel(page)
    context.close()
    assert problems == []
