"""Nobody gets into another's chat: what Rasa's own channels let through, tried on ours."""

from __future__ import annotations

import http.client
import json
import time

import jwt
import pytest
from stub_clinic import SECRET
from visitor import Visitor

from porewise.channels.tokens import Session, Tokens

EVIL = "https://evil.example"


@pytest.fixture()
def alice(address):
    visitor = Visitor(address).begin()
    visitor.answers_to(0)
    visitor.say("I am Alice")
    return visitor


@pytest.fixture()
def bob(address):
    visitor = Visitor(address).begin()
    visitor.answers_to(0)
    return visitor


@pytest.fixture(autouse=True)
def nothing_happens_to_alice(request, alice, bob, agent):
    """Neither hears Alice what others do, nor do others hear Alice."""
    before, seen = alice.history(), len(agent.seen)
    yield
    alice.say("still me")
    assert alice.history()[: len(before)] == before
    assert [entry["text"] for entry in alice.history(len(before))] == ["still me", "You said: still me"]
    assert not {"/restart", "I am Alice, really"} & set(agent.seen[seen:])
    assert "Alice" not in json.dumps(bob.history())


def chat_of(visitor):
    return claims_of(visitor)["sid"]


def claims_of(visitor):
    return jwt.decode(visitor.token, options={"verify_signature": False})


def attempts(visitor):
    """All that can be done with a token."""
    return [
        visitor.send(text="I am Alice, really"),
        visitor.send(button="1.0"),
        visitor.request("GET", "/chat/events?after=0"),
        visitor.request("POST", "/chat/feedback", '{"of": 1, "helpful": false}'),
        visitor.request("DELETE", "/chat/session"),
    ]


class TestAnothersChat:
    """Weaknesses 2 and 3: socket.io takes the session from the client, and any token for any session."""

    @pytest.mark.parametrize("key", ["sid", "session_id", "sender", "sender_id", "chat", "token", "conversation_id"])
    def test_its_name_in_a_body_is_refused(self, alice, bob, key):
        """Weakness 7: REST takes the sender and the channel from the body."""
        more = {key: chat_of(alice)}
        for path, body in (
            ("/chat/messages", {"id": "1", "text": "I am Alice, really", **more}),
            ("/chat/feedback", {"of": 1, "helpful": True, **more}),
            ("/chat/session", {"consent": True, **more}),
        ):
            assert bob.request("POST", path, json.dumps(body)).status == 400

    @pytest.mark.parametrize("key", ["input_channel", "metadata", "stream", "parse_data"])
    def test_nor_can_anything_else_of_rasas_be_set(self, bob, key):
        body = {"id": "1", "text": "I am Alice, really", key: "twilio"}
        assert bob.request("POST", "/chat/messages", json.dumps(body)).status == 400

    @pytest.mark.parametrize("key", ["sid", "session_id", "sender", "chat", "token"])
    def test_its_name_in_the_address_changes_nothing(self, alice, bob, key):
        with bob.by_hand(f"GET /chat/events?after=0&{key}={chat_of(alice)}") as connection:
            heard = b""
            while b"event: ready" not in heard:
                heard += connection.recv(4096)
        assert b"Alice" not in heard

    def test_its_name_is_no_token(self, address, alice):
        thief = Visitor(address)
        for token in (chat_of(alice), f"{chat_of(alice)}.", ""):
            thief.token = token
            assert {answer.status for answer in attempts(thief)} == {401}

    def test_a_cookie_is_no_token(self, address, alice):
        thief = Visitor(address, Cookie=f"token={alice.token}; porewise_chat={alice.token}; session={alice.token}")
        assert {answer.status for answer in attempts(thief)} == {401}

    def test_the_same_id_does_not_reach_into_it(self, alice, bob):
        id_ = alice.history()[1]["id"]
        assert bob.answers(bob.send(text="I am Bob", id=id_))[0]["text"] == "You said: I am Bob"

    def test_its_messages_cannot_be_rated_nor_its_buttons_pressed(self, alice, bob):
        assert bob.request("POST", "/chat/feedback", '{"of": 3, "helpful": false}').status == 400
        assert bob.send(button="3.0").status == 422


class TestAForgedToken:
    def forged(self, alice, secret, algorithm="HS256", headers=None, **changed):
        known = jwt.get_unverified_header(alice.token)
        return jwt.encode({**claims_of(alice), **changed}, secret, algorithm, headers={**known, **(headers or {})})

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
    def test_without_a_signature(self, address, alice, algorithm):
        unsigned = alice.token.split(".")
        head = jwt.utils.base64url_encode(
            json.dumps({**jwt.get_unverified_header(alice.token), "alg": algorithm}).encode()
        ).decode()
        thief = Visitor(address)
        for token in (".".join([head, unsigned[1], ""]), ".".join([head, unsigned[1], alice.token.split(".")[2]])):
            thief.token = token
            assert {answer.status for answer in attempts(thief)} == {401}

    @pytest.mark.parametrize("secret", ["secret", "a" * 32, SECRET[:-1], SECRET.upper()])
    def test_with_another_secret(self, address, alice, secret):
        thief = Visitor(address)
        thief.token = self.forged(alice, secret)
        assert {answer.status for answer in attempts(thief)} == {401}

    def test_with_a_key_of_its_own(self, address, alice):
        """In the header, where careless libraries look for it."""
        thief = Visitor(address)
        for headers in ({"jwk": {"kty": "oct", "k": "YQ"}}, {"jku": EVIL}, {"x5u": EVIL}, {"kid": "../../dev/null"}):
            thief.token = self.forged(alice, "a" * 32, headers=headers)
            assert {answer.status for answer in attempts(thief)} == {401}

    def test_ones_own_with_another_chat_in_it(self, alice, bob):
        mine, hers = bob.token.split("."), alice.token.split(".")
        thief = Visitor(f"http://{bob.host}")
        for parts in ([mine[0], hers[1], mine[2]], [hers[0], hers[1], mine[2]], [mine[0], mine[1], hers[2]]):
            thief.token = ".".join(parts)
            assert {answer.status for answer in attempts(thief)} == {401}

    def test_that_has_expired(self, address, alice):
        thief = Visitor(address)
        thief.token = self.forged(alice, SECRET, exp=int(time.time()) - 3600)
        assert {answer.status for answer in attempts(thief)} == {401}

    @pytest.mark.parametrize("site", ["https://www.clinic.example", "https://clinic.example"])
    def test_of_another_site(self, address, alice, site):
        """A token that leaked on one site of ours is of no use on another, or outside."""
        thief = Visitor(address)
        thief.token = Tokens(SECRET, 60).sign(Session(chat_of(alice), site))
        assert {answer.status for answer in attempts(thief)} == {403}
        other = Visitor(address, Origin=site)
        other.token = alice.token
        assert {answer.status for answer in attempts(other)} == {403}


class TestAForeignSite:
    """Weaknesses 4 and 7: no list of sites, and a text/plain body that needs no preflight."""

    @pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    @pytest.mark.parametrize("path", ["/chat/session", "/chat/messages", "/chat/feedback"])
    def test_a_post_without_a_preflight_is_refused(self, address, alice, agent, type_, path):
        body = json.dumps({"consent": True} if path.endswith("session") else {"id": "1", "text": "I am Alice, really"})
        page = Visitor(address, Origin=EVIL)
        page.token = alice.token  # even if it had it
        before = len(agent.seen)
        for headers in ({"Content-Type": type_}, {"Content-Type": type_, "Sec-Fetch-Site": "cross-site"}):
            answer = page.request("POST", path, body, headers)
            assert answer.status == 403
            assert answer.headers["Access-Control-Allow-Origin"] is None
        assert len(agent.seen) == before

    def test_neither_can_it_listen_nor_delete(self, address, alice):
        page = Visitor(address, Origin=EVIL)
        page.token = alice.token
        assert {answer.status for answer in attempts(page)} == {403}

    def test_nor_embed_a_request_without_saying_who_it_is(self, address, alice):
        """An image, a script or a form sends no Origin, but browsers say where it comes from."""
        page = Visitor(address, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")
        page.token = alice.token
        assert {answer.status for answer in attempts(page)} == {403}


def test_rasas_own_doors_are_not_open(address):
    """The other channels and the HTTP API are not there unless somebody turns them on."""
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=10)
    for path in ("/webhooks/rest/webhook", "/socket.io/", "/conversations/x/tracker", "/webhooks/website/session"):
        connection.request("POST", path, '{"sender": "x", "message": "/restart"}')
        response = connection.getresponse()
        assert response.status == 404
        response.read()
    connection.close()
