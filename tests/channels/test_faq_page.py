"""The FAQ page as the website channel serves it."""

from __future__ import annotations

import gzip

from porewise.channels.page import CONTENT_SECURITY_POLICY
from porewise.clinic import load_clinic
from porewise.faq import Faq
from porewise.faq_page import render, today_at


def test_it_is_served_beside_the_demonstration_page_and_linked_from_it(browser):
    answer = browser.request("GET", "/chat/faq")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.body.decode() == render(Faq(load_clinic()), today_at(load_clinic()))
    assert b'<a href="faq">' in browser.request("GET", "/chat/").body


def test_it_is_sent_small_and_only_once(browser):
    whole = browser.request("GET", "/chat/faq")
    small = browser.request("GET", "/chat/faq", headers={"Accept-Encoding": "gzip, br"})
    assert (small.headers["Content-Encoding"], small.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(small.body) == whole.body
    assert len(small.body) < 400_000
    again = browser.request("GET", "/chat/faq", headers={"If-None-Match": small.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_the_address_with_a_slash_leads_to_it(browser):
    answer = browser.request("GET", "/chat/faq/")
    assert (answer.status, answer.headers["Location"]) == (302, "../faq")
