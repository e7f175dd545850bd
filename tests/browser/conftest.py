"""A real Chromium on pages with the chat: a clinic's own site, and ours. A stub stands in Rasa's place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from broken_line import Line
from clinic_site import ClinicSite
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
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

expect.set_options(timeout=10_000)  # the machine may be busy with other tests


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if path is None:
        pytest.fail("there is no Chromium to test with. Run: make chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[ClinicSite]:
    site = ClinicSite()
    yield site
    site.close()


@pytest.fixture()
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture()
def address(agent: StubAgent, site: ClinicSite) -> Iterator[str]:
    """The assistant's, of which the clinic's site may make use."""
    with serve(website(seconds=1.5, origins=[site.origin]), agent) as address:
        yield address


@pytest.fixture()
def line(agent: StubAgent, site: ClinicSite) -> Iterator[Line]:
    """A line to an assistant, for tests that break it."""
    with serve(website(seconds=20, origins=[site.origin]), agent) as address:
        line = Line(address)
        yield line
        line.close()


@pytest.fixture()
def settings() -> dict:
    """What kind of browser window the tests of a module use. Without movement a press need not wait for its end."""
    return {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", "locale": "en-US"}


@pytest.fixture()
def context(chromium: Browser, settings: dict) -> Iterator[BrowserContext]:
    context = chromium.new_context(**settings)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture()
def visit(context: BrowserContext, site: ClinicSite, address: str) -> Iterator[Callable[..., Panel]]:
    """Opens a tab on a page of the clinic's site (as for `ClinicSite.page`), or on the address `at`.

    Afterwards: the pages broke no rule of their own and spoke to no host but the clinic's and the assistant's.
    """
    tabs: list[Panel] = []

    def visit(at: str = "", **page: str) -> Panel:
        tab = context.new_page()
        tabs.append(Panel(tab, watched(tab, site.origin, address, at)))
        tab.goto(at or site.page(address, **page))
        return tabs[-1].ready()

    yield visit
    for tab in tabs:
        tab.page.close()
    assert [problem for tab in tabs for problem in tab.problems] == []


@pytest.fixture()
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A tab for the assistant's own pages. Afterwards: none broke a rule of its policy or spoke to another host."""
    page = context.new_page()
    problems = watched(page, address)
    yield page
    page.close()
    assert problems == []


@pytest.fixture()
def panel(visit: Callable[..., Panel]) -> Panel:
    """The chat on a page of the clinic's site, not opened yet."""
    return visit()
