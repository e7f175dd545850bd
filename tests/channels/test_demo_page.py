"""The demonstration page and its files."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pytest
from visitor import Visitor

from porewise.channels.page import TYPES, WEB, load_files
from porewise.clinic import load_clinic

FILES = sorted(path.name for path in WEB.iterdir())


@pytest.fixture()
def browser(address: str) -> Visitor:
    return Visitor(address)


def test_the_page_forbids_everything_that_is_not_its_own(browser):
    answer = browser.request("GET", "/chat/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def test_the_address_without_its_slash_leads_to_the_page(browser):
    answer = browser.request("GET", "/chat")
    assert (answer.status, answer.headers["Location"]) == (302, "chat/")


def test_health(browser):
    answer = browser.request("GET", "/chat/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("name", FILES)
def test_each_file_comes_with_its_type_and_only_once(browser, name):
    answer = browser.request("GET", f"/chat/static/{name}")
    assert answer.status == 200
    assert answer.body == load_files(load_clinic())[name].body
    assert answer.headers["Content-Type"] == TYPES[Path(name).suffix]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = browser.request("GET", f"/chat/static/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["../config.yml", "..%2fconfig.yml", "%2e%2e/config.yml", "%2e%2e%2fcredentials.yml", "....//config.yml",
     "nothing.js", "%2fetc%2fpasswd", "", "chat.js%00", "static/chat.js"],
)  # fmt: skip
def test_nothing_else_can_be_asked_for(browser, path):
    answer = browser.request("GET", f"/chat/static/{path}")
    assert answer.status in (400, 404)
    assert b"pipeline" not in answer.body
    assert b"secret" not in answer.body


def test_files_of_other_kinds_are_not_served(tmp_path):
    for name in ("page.html", ".env", "notes.yml", "key.pem"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.js").mkdir()
    assert list(load_files(load_clinic(), tmp_path)) == ["page.html"]


def test_every_file_that_the_page_names_is_there():
    text = (WEB / "index.html").read_text()
    named = set(re.findall(r'(?:src|href)="static/([^"]+)"', text))
    assert named <= set(FILES)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text), "no other host"
    assert not re.search(r"<[^>]* (?:style|on\w+)=|<style|<script(?![^>]*src=)", text), "no inline script or style"


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_are_valid_and_build_no_html_from_text(name):
    text = (WEB / name).read_text()
    check = subprocess.run(["node", "--input-type=module", "--check"], input=text, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)


def test_the_page_stays_small():
    sizes = {suffix: sum((WEB / name).stat().st_size for name in FILES if name.endswith(suffix)) for suffix in TYPES}
    assert sizes[".js"] < 12_500
    assert (WEB / "chat.css").stat().st_size < 12_000
    assert sum(sizes.values()) < 50_000


def test_the_page_shows_the_clinic_of_clinic_yml(browser):
    clinic = load_clinic()
    page = html.unescape(browser.request("GET", "/chat/").body.decode())
    address = f"{clinic.address.city}, {clinic.address.region} {clinic.address.postcode}"
    facts = [clinic.name, clinic.phone, clinic.email, clinic.address.street, address, f">{clinic.emergency_number}<"]
    facts += [provider.name for provider in clinic.providers]
    facts += [f"{days}</th><td>{hours.replace('-', '–')}" for days, hours in clinic.opening_hours()]
    assert [fact for fact in facts if fact not in page] == []
    assert "Demonstration page" in page and "{{" not in page


def test_what_a_clinic_writes_is_text_on_the_page_and_never_markup(tmp_path):
    (tmp_path / "page.html").write_text("<p>{{ clinic.name }}</p>")
    clinic = load_clinic().copy(update={"name": "<script>alert(1)</script>"})
    assert load_files(clinic, tmp_path)["page.html"].body == b"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
