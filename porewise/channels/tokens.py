"""What the server signs and the browser only carries: that a chat is its own, and on which site it began."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import jwt

SHORTEST_SECRET = 32
ALGORITHM = "HS256"
SESSION = "session"
REQUIRED = ["aud", "sid", "site", "exp"]
CLOCKS = 60  # seconds by which those of our machines may differ
CHAT = "website-"  # begins the names of chats, which Rasa's conversations have too


class BadToken(Exception):
    """A token that we did not sign, that has expired, or that was made for something else."""


class Session(NamedTuple):
    """A visitor's chat, and the origin of the site it is on ("" for our own)."""

    chat: str
    site: str


class Tokens:
    """Signs and reads tokens. Any process that knows the secret can read them: nothing is stored."""

    def __init__(self, secret: str, lifetime: float, before: str = "") -> None:
        """Raises ValueError when a secret is too short to be safe.

        Args:
            secret: signs.
            lifetime: seconds.
            before: the secret before this one, still read: for `lifetime` after a change, so that no chat ends by it.
        """
        self._secrets = {_name(one): one for one in (secret, before) if one}
        if min(map(len, (secret, before or secret))) < SHORTEST_SECRET:
            raise ValueError(f"the secret of the website channel needs at least {SHORTEST_SECRET} characters")
        self._lifetime = lifetime

    def begin(self, site: str) -> Session:
        """A new session; its chat's name is 128 random bits, so visitors neither choose nor guess it."""
        return Session(f"{CHAT}{secrets.token_hex(16)}", site)

    def sign(self, session: Session) -> str:
        """A token that proves `session` from now on."""
        now = int(time.time())
        until = now + int(self._lifetime)
        claims = {"aud": SESSION, "sid": session.chat, "site": session.site, "iat": now, "exp": until}
        name, secret = next(iter(self._secrets.items()))
        return jwt.encode(claims, secret, ALGORITHM, headers={"kid": name})

    def read(self, token: str) -> Session:
        """The session that `token` proves; raises BadToken."""
        try:
            secret = self._secrets[jwt.get_unverified_header(token)["kid"]]
            claims: dict[str, Any] = jwt.decode(
                token, secret, [ALGORITHM], audience=SESSION, leeway=CLOCKS, options={"require": REQUIRED}
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise BadToken from None
        return Session(str(claims["sid"]), str(claims["site"]))


def kept_secret(path: Path) -> str:
    """The secret in the file at `path`, which only its owner may read; made up when there is none yet."""
    if not path.exists():
        file, made = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        with open(file, "w") as written:
            written.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, path)  # whole or not at all, and the first wins: another process may be starting too
        os.unlink(made)
    return path.read_text().strip()


def _name(secret: str) -> str:
    return hashlib.sha256(f"porewise {secret}".encode()).hexdigest()[:8]
