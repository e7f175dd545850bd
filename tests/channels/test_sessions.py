"""A chat belongs to whoever began it: tokens, the secrets that sign them, and the settings that name both."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
from rasa.core.run import create_http_input_channels
from rasa.shared.exceptions import RasaException
from stub_clinic import GREETING, SECRET, StubAgent, serve, website
from visitor import Visitor

from porewise.channels.tokens import BadToken, Session, Tokens, kept_secret
from porewise.channels.website import WebsiteChannel

DAY = 24 * 60 * 60
OTHER_SECRET = "another secret that is long enough!!"
CHAT = "website-" + "0" * 32


def signed(secret=SECRET, algorithm="HS256", kid=None, **changed):
    now = int(time.time())
    claims = {"aud": "session", "sid": CHAT, "site": "", "iat": now, "exp": now + 60, **changed}
    known = jwt.get_unverified_header(Tokens(SECRET, DAY).sign(Session(CHAT, "")))["kid"]
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret, algorithm, headers={"kid": kid or known})


def content(token):
    return jwt.decode(token, options={"verify_signature": False})


class TestBeginning:
    def test_the_greeting_comes_on_the_stream_with_buttons_for_first_questions(self, address, agent):
        visitor = Visitor(address).begin()
        (greeting,) = visitor.answers_to(0)
        assert agent.seen == ["/greet"]
        assert (greeting["seq"], greeting["type"], greeting["text"]) == (1, "assistant", GREETING)
        assert len(greeting["buttons"]) == 4

    def test_it_says_how_long_the_chat_is_kept_and_no_more(self, address):
        answer = Visitor(address).request("POST", "/chat/session", '{"consent": true}')
        assert (answer.status, set(answer.json), answer.json["keeps_hours"]) == (201, {"token", "keeps_hours"}, 24)
        assert answer.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("body", ["{}", '{"consent": false}', '{"consent": "true"}', '{"consent": 1}', "", "[]"])
    def test_without_consent_there_is_no_chat(self, address, agent, body):
        answer = Visitor(address).request("POST", "/chat/session", body)
        assert (answer.status, set(answer.json)) == (400, {"error"})
        assert agent.seen == []

    def test_each_chat_has_an_unguessable_name_and_its_token_ends_within_a_day(self, address):
        first, second = (content(Visitor(address).begin().token) for _ in "ab")
        assert first["sid"] != second["sid"]
        assert len(bytes.fromhex(first["sid"].removeprefix("website-"))) == 16
        assert first["exp"] - first["iat"] == DAY

    def test_each_stream_brings_a_fresh_token_of_the_same_chat(self, visitor):
        old = content(visitor.token)
        time.sleep(1)
        with visitor.stream() as events:
            visitor.token = next(data["token"] for kind, data in events if kind == "ready")
        new = content(visitor.token)
        assert (new["sid"], new["site"], new["exp"]) == (old["sid"], old["site"], pytest.approx(old["exp"] + 1, abs=2))
        assert new["exp"] > old["exp"]
        assert visitor.say("hello")[0]["text"] == "You said: hello"


class TestTokens:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "/chat/messages", '{"id": "a", "text": "hello"}'),
            ("GET", "/chat/events?after=0", None),
            ("POST", "/chat/feedback", '{"of": 1, "helpful": true}'),
            ("DELETE", "/chat/session", None),
        ],
    )
    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "Bearer",
            "Bearer nonsense",
            b"Bearer \xff\xfe",
            f"Basic {signed()}",
            f"Bearer {signed(OTHER_SECRET)}",
            f"Bearer {signed(OTHER_SECRET, kid='other')}",
            f"Bearer {signed('', 'none')}",
            f"Bearer {signed(algorithm='HS512')}",
            f"Bearer {signed(exp=int(time.time()) - 90)}",
            f"Bearer {signed(exp=None)}",
            f"Bearer {signed(aud='button')}",
            f"Bearer {signed(site=None)}",
            f"Bearer {signed(sid=None)}",
            f"Bearer {signed()}x",
        ],
        ids=["none", "empty", "no token", "nonsense", "bytes", "other scheme", "forged", "unknown secret", "unsigned",
             "other algorithm", "expired", "without end", "for something else", "without site", "without chat",
             "longer"],
    )  # fmt: skip
    def test_a_token_that_is_not_ours_is_refused_everywhere(self, address, agent, method, path, body, header):
        answer = Visitor(address).request(method, path, body, {} if header is None else {"Authorization": header})
        assert answer.status == 401
        assert "start a new one" in answer.json["error"]
        assert agent.seen == []

    def test_a_chat_that_is_not_in_the_log_has_ended(self, address, agent):
        """Such as one that was forgotten, while its token still lives."""
        visitor = Visitor(address)
        visitor.token = signed()
        assert visitor.send(text="hello").status == 401
        assert visitor.request("GET", "/chat/events").status == 401
        assert agent.seen == []

    def test_a_token_of_a_machine_whose_clock_is_ahead_is_good(self):
        ahead = int(time.time()) + 30
        assert Tokens(SECRET, DAY).read(signed(iat=ahead)) == Session(CHAT, "")

    def test_they_prove_a_chat_and_its_site(self):
        tokens = Tokens(SECRET, DAY)
        session = tokens.begin("https://a.example")
        assert tokens.read(tokens.sign(session)) == session

    def test_the_secret_before_this_one_is_still_read_and_signs_nothing(self):
        old, new = Tokens(OTHER_SECRET, DAY), Tokens(SECRET, DAY, before=OTHER_SECRET)
        session = old.begin("")
        assert new.read(old.sign(session)) == session
        with pytest.raises(BadToken):
            old.read(new.sign(session))
        with pytest.raises(BadToken):
            Tokens(SECRET, DAY).read(old.sign(session))


class TestAfterARestart:
    @pytest.fixture()
    def log(self, tmp_path):
        return f"sqlite:///{tmp_path}/chats.db"

    def status_after(self, log, before, after):
        """What a visitor of a server with the settings `before` gets of the next one with `after`."""
        with serve(website(log=log, **before), StubAgent()) as address:
            visitor = Visitor(address).begin()
            visitor.say("hello")
        with serve(website(log=log, **after), StubAgent()) as address:
            other = Visitor(address)
            other.token = visitor.token
            answer = other.send(text="hello again")
            if answer.status == 202:
                assert [entry["text"] for entry in other.history() if entry["type"] == "visitor"][:1] == ["hello"]
            return answer.status

    @pytest.mark.parametrize(
        ("before", "after", "status"),
        [
            ({}, {}, 202),
            ({"secret": ""}, {"secret": ""}, 202),
            ({}, {"secret": OTHER_SECRET, "secret_before": SECRET}, 202),
            ({}, {"secret": OTHER_SECRET}, 401),
            ({}, {"secret": ""}, 401),
        ],
        ids=["same secret", "made-up secret", "secret changed with care", "secret changed", "secret lost"],
    )
    def test_a_chat_goes_on_where_the_secret_is_known(self, log, before, after, status):
        assert self.status_after(log, before, after) == status

    def test_a_made_up_secret_is_kept_for_its_owner_only(self, log, tmp_path):
        website(secret="", log=log)
        path = tmp_path / "website_secret"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text().strip()) == 64
        assert [file.name for file in tmp_path.iterdir() if "secret" in file.name] == ["website_secret"]

    def test_processes_that_start_together_make_up_the_same_secret(self, tmp_path):
        for number in range(20):
            with ThreadPoolExecutor(8) as threads:
                made = set(threads.map(kept_secret, [tmp_path / f"secret-{number}"] * 8))
            assert [len(secret) for secret in made] == [64]
        assert len(list(tmp_path.iterdir())) == 20


class TestSettings:
    def test_rasa_makes_the_channel_from_credentials(self, tmp_path):
        path = tmp_path / "credentials.yml"
        path.write_text(
            f"porewise.channels.website.WebsiteChannel:\n  secret: {SECRET}\n  origins: 'https://a.example'\n"
        )
        (channel,) = create_http_input_channels(None, str(path))
        assert isinstance(channel, WebsiteChannel)
        assert channel.name() == "website"

    @pytest.mark.parametrize(
        ("credentials", "words"),
        [
            ({"secret": "short"}, "at least 32 characters"),
            ({"secret": SECRET, "secret_before": "short"}, "at least 32 characters"),
            ({"sekret": SECRET}, "allowed keys are log, origins, phone, proxies, secret, secret_before"),
            ({"origins": "*"}, "'*' is no origin"),
            ({"origins": "https://*.example"}, "'https://*.example' is no origin"),
            ({"origins": "https://a.example/path"}, "'https://a.example/path' is no origin"),
            ({"origins": "https://a.example/"}, "'https://a.example/' is no origin"),
            ({"origins": "a.example"}, "'a.example' is no origin"),
            ({"origins": "null"}, "'null' is no origin"),
            ({"log": "postgresql://localhost"}, "'postgresql://localhost' is no address of a log"),
            ({"log": "redis://localhost", "secret": ""}, "set WEBSITE_SECRET"),
            ({"proxies": "some"}, "some"),
        ],
    )
    def test_wrong_ones_are_refused_in_words(self, credentials, words):
        with pytest.raises(RasaException, match=".") as caught:
            WebsiteChannel.from_credentials({"secret": SECRET, **credentials})
        assert words in str(caught.value)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        "given", ["https://a.example, https://b.example", ["https://a.example", "https://b.example"]]
    )
    def test_sites_are_a_list_or_words(self, given):
        assert website(origins=given)._origins == {"https://a.example", "https://b.example"}
