"""A session belongs to whoever began it, and to nobody else."""

from __future__ import annotations

import time

import jwt
import pytest
from rasa.core.run import create_http_input_channels
from rasa.shared.exceptions import RasaException
from stub_clinic import SECRET, StubAgent, serve, website
from visitor import Visitor

from porewise.channels.sessions import Sessions, TokenBucket
from porewise.channels.tokens import BadToken, Tokens
from porewise.channels.website import WebsiteChannel


def claims(**changed):
    now = int(time.time())
    return {"aud": "session", "sid": "0" * 32, "iat": now, "exp": now + 60, **changed}


def test_a_session_greets_with_buttons_for_first_questions(visitor, agent):
    assert agent.seen == ["/greet"]
    assert visitor.greeting[0]["text"].startswith("Hello!")
    assert len(visitor.greeting[0]["buttons"]) == 4


def test_each_session_has_an_unguessable_id_and_ends_within_a_day(address):
    first, second = (jwt.decode(Visitor(address).begin().token, options={"verify_signature": False}) for _ in "ab")
    assert first["sid"] != second["sid"]
    assert len(bytes.fromhex(first["sid"])) == 16
    assert first["exp"] - first["iat"] == 24 * 60 * 60


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        jwt.encode(claims(), "another secret that is long enough!!", "HS256"),
        jwt.encode(claims(), "", "none"),
        jwt.encode(claims(exp=int(time.time()) - 1), SECRET, "HS256"),
        jwt.encode(claims(aud="button", payload="/greet"), SECRET, "HS256"),
        jwt.encode({"aud": "session", "sid": "0" * 32}, SECRET, "HS256"),
    ],
    ids=["none", "nonsense", "forged", "unsigned", "expired", "made for a button", "without end"],
)
def test_a_token_that_is_not_ours_is_refused(address, agent, token):
    visitor = Visitor(address)
    visitor.token = token
    answer = visitor.send(text="hello")
    assert answer.status == 401
    assert "start a new one" in answer.json["error"]
    assert agent.seen == []


def test_a_token_from_before_a_restart_works_with_the_same_secret_only(visitor):
    with serve(website(), StubAgent()) as restarted:
        visitor.host = restarted.split("/")[2]
        assert visitor.send(text="hello").status == 200
    with serve(website(secret=""), StubAgent()) as other_secret:
        visitor.host = other_secret.split("/")[2]
        assert visitor.send(text="hello").status == 401


def test_without_a_secret_it_says_once_that_sessions_end_with_the_process(caplog):
    WebsiteChannel()
    assert [record.message for record in caplog.records if "no secret" in record.message] == [
        "The website channel has no secret: its sessions end when this process does."
    ]


def test_rasa_makes_the_channel_from_credentials(tmp_path):
    path = tmp_path / "credentials.yml"
    path.write_text(f"porewise.channels.website.WebsiteChannel:\n  secret: {SECRET}\n  origins: 'https://a.example'\n")
    (channel,) = create_http_input_channels(None, str(path))
    assert isinstance(channel, WebsiteChannel)
    assert channel.name() == "website"


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ({"secret": "short"}, "at least 32 characters"),
        ({"sekret": SECRET}, "allowed keys are origins, phone, secret"),
        ({"origins": "*"}, "'*' is no origin"),
        ({"origins": "https://a.example/path"}, "'https://a.example/path' is no origin"),
    ],
)
def test_wrong_credentials_are_refused_in_words(credentials, words):
    with pytest.raises(RasaException, match=".") as caught:
        WebsiteChannel.from_credentials(credentials)
    assert words in str(caught.value)


def test_tokens_know_what_they_were_made_for():
    tokens = Tokens(SECRET)
    session_id, token = tokens.new_session()
    button = tokens.button(session_id, "/greet")
    assert tokens.session_id(token) == session_id
    assert tokens.payload(session_id, button) == "/greet"
    for wrong in (lambda: tokens.session_id(button), lambda: tokens.payload(session_id, token)):
        with pytest.raises(BadToken):
            wrong()


def test_the_pace_is_a_burst_and_then_a_steady_rate():
    now = [0.0]
    bucket = TokenBucket(per_minute=20, burst=10, clock=lambda: now[0])
    assert [bucket.wait() for _ in range(10)] == [0.0] * 10
    assert bucket.wait() == pytest.approx(3.0)
    now[0] += 3.0
    assert bucket.wait() == 0.0
    assert bucket.wait() > 0
    now[0] += 3600
    assert [bucket.wait() for _ in range(11)][-1] > 0


def test_only_so_many_sessions_are_remembered(monkeypatch):
    monkeypatch.setattr("porewise.channels.sessions.MOST_SESSIONS", 3)
    sessions = Sessions()
    first = sessions.get("first")
    for name in ("second", "third"):
        sessions.get(name)
    assert sessions.get("first") is first
    sessions.get("fourth")
    assert sessions.get("first") is first
    assert list(sessions._sessions) == ["third", "fourth", "first"]
