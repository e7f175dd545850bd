"""Which sites' pages may use the chat, and what browsers are told about it (CORS)."""

from __future__ import annotations

import pytest
from conftest import SITES
from stub_clinic import StubAgent, serve, website
from visitor import Visitor

SITE, OTHER_SITE = SITES
EVIL = "https://evil.example"
ALLOW, EXPOSE = "Access-Control-Allow-Origin", "Access-Control-Expose-Headers"
PATHS = ["/chat/session", "/chat/messages", "/chat/feedback", "/chat/events"]


def allowed(answer):
    """Every value of the header: browsers refuse two."""
    return answer.headers.get_all(ALLOW)


@pytest.fixture()
def elsewhere(address):
    """A visitor on a page of an allowed site."""
    visitor = Visitor(address, Origin=SITE).begin()
    visitor.answers_to(0)
    return visitor


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 202),
            ({"Origin": "http://{host}"}, 202),
            ({"Origin": "https://{host}"}, 202),
            ({"Sec-Fetch-Site": "same-origin"}, 202),
            ({"Sec-Fetch-Site": "none"}, 202),
            ({"Origin": EVIL}, 403),
            ({"Origin": f"{SITE}.evil.example"}, 403),
            ({"Origin": "http://www.clinic.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "null", "Host": ""}, 403),
            ({"Origin": ""}, 403),
            ({"Origin": "http://["}, 403),
            ({"Origin": "http://user@{host}"}, 403),
            ({"Origin": b"\xff"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
        ],
        ids=str,
    )
    def test_pages_of_foreign_sites_are_refused(self, visitor, agent, headers, status):
        agent.seen.clear()
        headers = {
            name: value.format(host=visitor.host) if isinstance(value, str) else value
            for name, value in headers.items()
        }
        answer = visitor.send(headers, text="hello")
        begun = visitor.request("POST", "/chat/session", '{"consent": true}', headers)
        assert (answer.status, begun.status) == ((202, 201) if status == 202 else (403, 403))
        visitor.answers_to(0)
        if status == 202:
            visitor.answers(answer)
        else:
            assert allowed(answer) is None and agent.seen == []

    @pytest.mark.parametrize("site", SITES)
    def test_pages_of_our_sites_may(self, address, site):
        visitor = Visitor(address, Origin=site).begin()
        assert visitor.say("hello")[0]["text"] == "You said: hello"

    @pytest.mark.parametrize(("begun", "used"), [(SITE, OTHER_SITE), (SITE, ""), ("", SITE)])
    def test_a_chat_stays_on_the_site_on_which_it_began(self, address, agent, begun, used):
        visitor = Visitor(address, **({"Origin": begun} if begun else {})).begin()
        visitor.answers_to(0)
        visitor.headers = {"Origin": used} if used else {}
        for answer in (
            visitor.send(text="hello"),
            visitor.request("GET", "/chat/events"),
            visitor.request("POST", "/chat/feedback", '{"of": 1, "helpful": true}'),
            visitor.request("DELETE", "/chat/session"),
        ):
            assert answer.status == 403
            assert "another site" in answer.json["error"]
        assert agent.seen == ["/greet"]


class TestWhatBrowsersAreTold:
    def test_our_sites_may_read_answers(self, elsewhere):
        message = elsewhere.send(text="hello")
        with elsewhere.connect(0) as (_, stream):
            answers = [
                elsewhere.request("POST", "/chat/session", '{"consent": true}'),
                message,
                elsewhere.request("POST", "/chat/feedback", '{"of": 1, "helpful": true}'),
                stream,
                elsewhere.request("DELETE", "/chat/session"),
            ]
        assert [answer.status for answer in answers] == [201, 202, 204, 200, 204]
        for answer in answers:
            assert allowed(answer) == [SITE]
            assert answer.headers["Vary"] == "Origin"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Access-Control-Allow-Credentials" not in answer.headers

    @pytest.mark.parametrize(
        ("method", "path", "body", "status"),
        [
            ("POST", "/chat/messages", "nonsense", 400),
            ("POST", "/chat/messages", '{"id": "a", "text": " "}', 422),
            ("POST", "/chat/messages", "x" * 9000, 413),
            ("GET", "/chat/events?after=x", None, 400),
            ("POST", "/chat/feedback", "{}", 400),
        ],
    )
    def test_our_sites_may_read_why_they_are_refused(self, elsewhere, method, path, body, status):
        answer = elsewhere.request(method, path, body)
        assert (answer.status, allowed(answer), answer.headers[EXPOSE]) == (status, [SITE], "Retry-After")
        assert answer.json["error"]

    def test_our_sites_may_read_that_a_chat_is_over_or_busy(self, elsewhere):
        busy = [elsewhere.send(text="hello") for _ in range(11)][-1]
        elsewhere.token = "nonsense"
        for answer, status in ((busy, 429), (elsewhere.send(text="hello"), 401)):
            assert (answer.status, allowed(answer), answer.headers[EXPOSE]) == (status, [SITE], "Retry-After")

    def test_our_own_pages_need_no_leave(self, visitor):
        assert allowed(visitor.send({"Origin": f"http://{visitor.host}"}, text="hello")) is None

    @pytest.mark.parametrize("path", PATHS)
    def test_a_preflight_of_ours_may_go_on(self, address, path):
        answer = preflight(address, path, SITE)
        assert (answer.status, allowed(answer), answer.body) == (204, [SITE], b"")
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
        assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
        assert answer.headers["Vary"] == "Origin"

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("origin", [EVIL, "null"])
    def test_a_preflight_of_another_site_is_refused(self, address, path, origin):
        answer = preflight(address, path, origin)
        assert (answer.status, allowed(answer)) == (403, None)

    def test_what_everybody_may_know_every_site_may_read(self, address):
        answer = Visitor(address, Origin=EVIL).request("GET", "/chat/config")
        assert (answer.status, allowed(answer)) == (200, ["*"])
        assert set(answer.json) == {
            "clinic", "phone", "dial", "email", "emergency", "emergency_dial", "crisis", "crisis_dial", "privacy_url",
            "keeps_hours", "longest_text", "language",
        }  # fmt: skip
        assert (answer.json["dial"], answer.json["keeps_hours"], answer.json["longest_text"]) == (
            "2175550142",
            24,
            2000,
        )

    def test_rasas_own_cors_changes_nothing(self):
        """`rasa run --cors "*"` lets every site in, with cookies; not into the chat."""
        agent = StubAgent()
        with serve(website(origins=[SITE]), agent, cors="*") as address:
            ours, foreign = (
                Visitor(address, Origin=site).request("POST", "/chat/session", '{"consent": true}')
                for site in (SITE, EVIL)
            )
        assert (ours.status, allowed(ours)) == (201, [SITE])
        assert (foreign.status, set(foreign.json)) == (403, {"error"})
        assert agent.seen in ([], ["/greet"])


def preflight(address, path, origin):
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    return Visitor(address, Origin=origin).request("OPTIONS", path, headers=headers)
