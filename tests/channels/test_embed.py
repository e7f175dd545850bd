"""The built widget's version, hash and tags, the command that prints them, and the page that shows them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from visitor import Visitor

from porewise.channels import widget as built
from porewise.channels.page import CONTENT_SECURITY_POLICY, WEB, EmbedPage
from porewise.channels.widget import EXAMPLE, Widget, WidgetError, load_widget
from porewise.cli import main
from porewise.clinic import load_clinic

ADDRESS = "https://assistant.clinic.example"
WIDGET = Widget(b"loader", b"whole")


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loader.js").write_bytes(WIDGET.loader)
    (tmp_path / "widget.js").write_bytes(WIDGET.whole)
    return tmp_path


class TestWidget:
    def test_version_and_hash_are_those_of_the_whole_widget(self, folder):
        widget = load_widget(folder)
        assert widget == WIDGET
        # printf whole | sha256sum, and | openssl dgst -sha384 -binary | base64
        assert widget.version == "v5d5766cf2d78"
        assert widget.integrity == "sha384-9jl8X4LkxCrkM+Ta1G6Z5DJTEMUXOAzyxTt6J6+y/bY16WHwyp8x9AEAps64DTWG"

    def test_one_other_byte_is_another_version_with_another_hash(self):
        other = WIDGET._replace(whole=b"Whole")
        assert other.version != WIDGET.version and other.integrity != WIDGET.integrity

    @pytest.mark.parametrize("name", ["loader.js", "widget.js"])
    def test_a_missing_file_is_named_with_what_builds_it(self, folder, name):
        (folder / name).unlink()
        with pytest.raises(WidgetError, match=f"{name} is missing. Build it with: make widget"):
            load_widget(folder)

    def test_the_tags_name_server_version_and_hash(self):
        assert WIDGET.tag(ADDRESS) == f'<script src="{ADDRESS}/chat/widget.js" async></script>'
        assert WIDGET.pinned_tag(ADDRESS) == (
            f'<script src="{ADDRESS}/chat/{WIDGET.version}/widget.js" integrity="{WIDGET.integrity}" '
            'crossorigin="anonymous" async></script>'
        )


class TestCommand:
    def test_it_prints_both_tags_and_the_hash(self):
        done = CliRunner().invoke(main, ["widget", "--address", "https://bot.example:8443"])
        assert done.exit_code == 0, done.output
        widget = load_widget()
        assert widget.tag("https://bot.example:8443") in done.output
        assert widget.pinned_tag("https://bot.example:8443") in done.output
        assert widget.version in done.output and widget.integrity in done.output

    @pytest.mark.parametrize(
        "address", ["assistant.example", "https://x.example/", "https://x.example/chat", "ftp://x"]
    )
    def test_what_is_no_address_is_refused_in_words(self, address):
        done = CliRunner().invoke(main, ["widget", "--address", address])
        assert done.exit_code == 2 and f"write it like {EXAMPLE}, without a path" in done.output

    def test_without_a_built_widget_it_says_in_one_line_what_to_do(self, folder, monkeypatch):
        monkeypatch.setattr(built.load_widget, "__defaults__", (folder / "nothing",))
        done = CliRunner().invoke(main, ["widget"])
        assert done.exit_code == 1
        assert "make widget" in str(done.exception) and "\n" not in str(done.exception)


class TestPage:
    def codes(self, address: str) -> str:
        return html.unescape(EmbedPage(load_clinic(), WIDGET).at(address).body.decode())

    def test_it_shows_the_code_of_this_server(self):
        page = self.codes(ADDRESS)
        for code in (
            f'<pre id="tag">{WIDGET.tag(ADDRESS)}</pre>',
            f'<pre id="pinned-tag">{WIDGET.pinned_tag(ADDRESS)}</pre>',
            f"script-src {ADDRESS};\nconnect-src {ADDRESS};",
        ):
            assert code in page

    @pytest.mark.parametrize("address", ["http://127.0.0.1:5005", "https://[::1]:5005", "https://bot.example"])
    def test_only_an_insecure_server_is_told_that_it_needs_tls(self, address):
        page = self.codes(address)
        assert WIDGET.tag(address) in page
        assert ("without TLS" in page) == address.startswith("http:")

    @pytest.mark.parametrize(
        "address",
        ['https://x"><script>alert(1)</script>', "https://x.example/path", "javascript:alert(1)", "https://", ""],
    )
    def test_a_forged_host_is_not_shown(self, address):
        page = self.codes(address)
        assert "alert(1)" not in page and "/path" not in page
        assert WIDGET.tag(EXAMPLE) in page

    def test_the_options_on_it_are_those_that_the_widget_has(self):
        page = html.unescape((WEB / "embed.html").read_text())
        source = "\n".join(path.read_text() for path in (WEB / "widget").glob("*.[jc]s*"))
        taken = re.findall(r"\bsettings\.(?!js\b)(\w+)", source)
        taken += re.findall(r"\w+", " ".join(re.findall(r"\{([^{}]*)\} = settings", source)))
        assert set(re.findall(r"<dt><code>data-(?!porewise)(\w+)<", page)) == set(taken)
        assert set(re.findall(r"<dt><code>(--[\w-]+)<", page)) == set(re.findall(r"--porewise-[\w-]+", source))
        (events,) = re.findall(r"Events: (.*?)\. ", page)
        assert set(re.findall(r"<code>(\w+)", events)) == set(re.findall(r'\bemit\("(\w+)"', source))

    def test_it_is_served_with_the_address_at_which_it_was_asked_for(self, address):
        browser = Visitor(address)
        answer = browser.request("GET", "/chat/embed")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert load_widget().tag(f"http://{browser.host}") in html.unescape(answer.body.decode())
        assert b'<a href="embed">' in browser.request("GET", "/chat/").body

    def test_the_hash_on_it_is_that_of_the_file_which_its_tag_names(self, address):
        browser = Visitor(address)
        page = html.unescape(browser.request("GET", "/chat/embed").body.decode())
        source, hash_ = re.search(r'src="([^"]+/v[0-9a-f]{12}/widget\.js)" integrity="sha384-([^"]+)"', page).groups()
        file = browser.request("GET", source.removeprefix(f"http://{browser.host}"))
        assert file.status == 200
        assert base64.b64encode(hashlib.sha384(file.body).digest()).decode() == hash_
