"""The demonstration page, the files of all pages, and what no page may hold."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from porewise.channels.page import TYPES, WEB, load_files
from porewise.clinic import Clinic, load_clinic

PAGES = sorted(path.name for path in WEB.glob("*.html"))
FILES = sorted(path.name for path in WEB.iterdir() if path.suffix in TYPES and path.name not in PAGES)


def shown(clinic: Clinic) -> str:
    """The page as a browser gets it."""
    return load_files(clinic)["index.html"].body.decode()


def test_the_page_forbids_everything_that_is_not_its_own(browser):
    answer = browser.request("GET", "/chat/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
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
     "nothing.js", "%2fetc%2fpasswd", "", "embed.js%00", "static/embed.js", "embed.html", "built/widget.js"],
)  # fmt: skip
def test_nothing_else_can_be_asked_for(browser, path):
    answer = browser.request("GET", f"/chat/static/{path}")
    assert answer.status in (400, 404)
    assert b"pipeline" not in answer.body
    assert b"secret" not in answer.body


def test_files_of_other_kinds_are_not_served(tmp_path):
    for name in ("page.html", ".env", "notes.yml", "key.pem", "note.js"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.js").mkdir()
    assert sorted(load_files(load_clinic(), tmp_path)) == ["index.html", "note.js"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_files_that_are_there_and_holds_no_inline_script_or_style(name):
    text = (WEB / name).read_text()
    assert set(re.findall(r'(?:src|href)="static/([^"]+)"', text)) <= set(FILES)
    assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', text), "no other host"
    assert not re.search(r"<[^>]* (?:style|on\w+)=|<style|<script(?![^>]*src=)", text)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_are_valid_and_build_no_html_from_text(name):
    text = (WEB / name).read_text()
    check = subprocess.run(["node", "--input-type=module", "--check"], input=text, capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)


def test_the_page_stays_small():
    loaded = ["index.html", "site.css", *re.findall(r"static/(\w+\.svg)", (WEB / "index.html").read_text())]
    assert sum((WEB / name).stat().st_size for name in set(loaded)) < 35_000


def test_the_assistant_lives_on_it_through_one_tag():
    scripts = re.findall(r"<script[^>]*>", shown(load_clinic()))
    assert len(scripts) == 1
    assert re.fullmatch(r'<script src="widget\.js"(?: data-[\w-]+="[^"]*")* async>', scripts[0])


def test_without_javascript_it_says_where_to_write_instead():
    (words,) = re.findall(r"<noscript>(.*?)</noscript>", shown(load_clinic()), re.DOTALL)
    assert re.findall(r'href="(\w+)"', words) == ["plain", "faq"]
    assert load_clinic().phone in words


@pytest.mark.parametrize("jurisdiction", ["US", "AU"])
def test_what_opens_the_chat_leads_without_javascript_to_the_same_question(jurisdiction):
    rules = {"jurisdiction": jurisdiction, "emergency_number": "", "crisis_line": ""}
    page = shown(Clinic(**{**load_clinic().dict(by_alias=True), **rules}))
    openers = re.findall(r'href="([^"]*)" data-porewise-open="([^"]*)"', page)
    assert len(openers) == page.count("data-porewise-open") > 6
    for link, question in openers:
        parts = urlsplit(html.unescape(link))
        assert parts.path == "plain"
        assert parse_qs(parts.query).get("question", [""]) == [html.unescape(question)]


def test_the_page_shows_the_clinic_of_clinic_yml(browser):
    clinic = load_clinic()
    page = html.unescape(browser.request("GET", "/chat/").body.decode())
    address = f"{clinic.address.city}, {clinic.address.region} {clinic.address.postcode}"
    facts = [clinic.name, clinic.phone, clinic.email, clinic.address.street, address, f">{clinic.emergency_number}<"]
    facts += [provider.name for provider in clinic.providers]
    facts += [f"{days}</th><td>{hours.replace('-', '–')}" for days, hours in clinic.opening_hours()]
    facts += [f"{price.lowest:,} to {price.highest:,} {price.currency}" for price in clinic.prices]
    assert [fact for fact in facts if fact not in page] == []
    assert "Demonstration page" in page and "{{" not in page


def test_no_medicine_has_a_price_where_medicines_may_not_be_advertised():
    clinic = load_clinic()
    abroad = Clinic(**{**clinic.dict(by_alias=True), "jurisdiction": "UK", "emergency_number": "", "crisis_line": ""})
    page = shown(abroad)
    assert ">Chemical peel</th><td>150 to 300 USD" in page
    assert ">Botox</th>" in shown(clinic) and ">Botox</th>" not in page


def test_what_a_clinic_writes_is_text_on_the_page_and_never_markup():
    page = shown(load_clinic().copy(update={"name": "<script>alert(1)</script>"}))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>" not in page
