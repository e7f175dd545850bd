"""How quick one may be: in one chat, from one address, on how many streams."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from stub_clinic import StubAgent, serve, website
from visitor import Visitor

from porewise.channels import access, pace
from porewise.channels.pace import Buckets, Pace


class TestBuckets:
    @pytest.fixture()
    def now(self):
        return [0.0]

    @pytest.fixture()
    def buckets(self, now):
        return Buckets(clock=lambda: now[0])

    def test_a_burst_and_then_a_steady_rate(self, buckets, now):
        pace = Pace(burst=10, per_minute=20)
        assert [buckets.wait("a", pace) for _ in range(10)] == [0.0] * 10
        assert buckets.wait("a", pace) == pytest.approx(3.0)
        now[0] += 3.0
        assert buckets.wait("a", pace) == 0.0
        assert buckets.wait("a", pace) > 0
        now[0] += 3600
        assert [buckets.wait("a", pace) for _ in range(11)] == [0.0] * 10 + [pytest.approx(3.0)]

    def test_others_do_not_wait(self, buckets):
        pace = Pace(burst=1, per_minute=1)
        assert (buckets.wait("a", pace), buckets.wait("b", pace)) == (0, 0)
        assert buckets.wait("a", pace) > 0

    def test_only_so_many_are_remembered_those_used_last(self, buckets, monkeypatch):
        monkeypatch.setattr(pace, "MOST_BUCKETS", 3)
        once = Pace(burst=2, per_minute=1)
        for key in "abcad":
            assert buckets.wait(key, once) == 0
        assert list(buckets._free_at) == ["c", "a", "d"]
        assert buckets.wait("a", once) > 0


class TestOfAChat:
    def test_too_many_messages_are_refused_with_the_time_to_wait(self, address, visitor, agent):
        answers = [visitor.send(text=f"{number}") for number in range(11)]
        assert [answer.status for answer in answers] == [202] * 10 + [429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3
        assert "wait" in answers[-1].json["error"]
        visitor.answers(answers[9])
        assert "10" not in agent.seen
        assert Visitor(address).begin().say("hello"), "another visitor does not wait"

    def test_feedback_counts_too(self, visitor):
        body = '{"of": 1, "helpful": true}'
        assert [visitor.request("POST", "/chat/feedback", body).status for _ in range(11)] == [204] * 10 + [429]


class TestOfAnAddress:
    def statuses(self, address, forwarded):
        """Of as many chats as there are values for X-Forwarded-For."""
        return [
            Visitor(address).request("POST", "/chat/session", '{"consent": true}', value and {"X-Forwarded-For": value})
            for value in forwarded
        ]

    @pytest.fixture()
    def two_at_once(self, monkeypatch):
        monkeypatch.setattr(access, "ADDRESS_CHATS", Pace(burst=2, per_minute=1))

    def test_too_many_chats_are_refused_with_the_time_to_wait(self, address, two_at_once):
        answers = self.statuses(address, [None] * 3)
        assert [answer.status for answer in answers] == [201, 201, 429]
        assert 55 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert "wait" in answers[-1].json["error"]

    def test_too_many_requests_are_refused_whatever_they_are(self, visitor, monkeypatch):
        monkeypatch.setattr(access, "ADDRESS_REQUESTS", Pace(burst=1, per_minute=1))
        visitor.token = "nonsense"
        visitor.send(text="hello")
        for method, path in (("GET", "/chat/events"), ("POST", "/chat/messages"), ("DELETE", "/chat/session")):
            answer = visitor.request(method, path, b"")
            assert (answer.status, "Retry-After" in answer.headers) == (429, True)

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "refused"),
        [
            (0, ["192.0.2.1", "192.0.2.2", "192.0.2.3"], True),
            (1, ["192.0.2.1", "192.0.2.2", "192.0.2.3"], False),
            (1, ["192.0.2.9, 192.0.2.1", "192.0.2.8, 192.0.2.1", "192.0.2.7,192.0.2.1"], True),
            (1, ["192.0.2.1, 192.0.2.7", "192.0.2.1, 192.0.2.8", "192.0.2.1, 192.0.2.9"], False),
            (2, ["192.0.2.9, 192.0.2.1, 10.0.0.1", "192.0.2.8, 192.0.2.1, 10.0.0.2", "192.0.2.1, 10.0.0.3"], True),
            (2, ["192.0.2.1, 10.0.0.1", "192.0.2.2, 10.0.0.1", "192.0.2.3, 10.0.0.1"], False),
            (2, ["192.0.2.1", "192.0.2.2", "192.0.2.3"], True),
            (1, ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2:3:4:5:6"], True),
            (1, ["2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:1:4::1"], False),
            (1, ["::ffff:192.0.2.1", "::ffff:192.0.2.2", "::ffff:192.0.2.3"], False),
            (1, ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"], True),
            (1, ["unknown", "unknown", "unknown"], True),
            (1, [b"\xff", b"\xff", b"\xff"], True),
            (1, [None, None, None], True),
        ],
        ids=["not believed", "one proxy", "what a visitor adds", "another visitor", "two proxies", "others behind two",
             "past one proxy", "one IPv6 network", "other networks", "IPv4 in IPv6", "the same in IPv6", "no address",
             "bytes", "no proxy"],
    )  # fmt: skip
    def test_it_is_the_one_that_the_last_trusted_proxy_saw(self, two_at_once, proxies, forwarded, refused):
        with serve(website(proxies=proxies), StubAgent()) as address:
            answers = self.statuses(address, forwarded)
        assert [answer.status for answer in answers] == [201, 201, 429 if refused else 201]


class TestStreams:
    @pytest.fixture()
    def others(self, address):
        return [Visitor(address).begin() for _ in "ab"]

    @pytest.mark.parametrize(("limit", "also_others"), [("MOST_STREAMS_OF_CHAT", False), ("MOST_STREAMS", True)])
    def test_too_many_are_refused_with_the_time_to_wait(self, visitor, others, monkeypatch, limit, also_others):
        monkeypatch.setattr(access, limit, 2)
        with ExitStack() as streams:
            for _ in range(2):
                events = streams.enter_context(visitor.stream())
                next(events)
            answer = visitor.request("GET", "/chat/events")
            assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
            assert answer.json["error"]
            if also_others:
                assert others[0].request("GET", "/chat/events").status == 503
            else:
                assert others[0].history() is not None
            assert visitor.send(text="hello").status == 202, "what is written is taken all the same"
        for _ in range(50):
            try:
                assert visitor.history()
                return
            except ConnectionRefusedError:
                continue
        raise AssertionError("a stream that was left still counts")
