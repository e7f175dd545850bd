"""What the server signs and the browser only carries: sessions, and the meaning of buttons."""

from __future__ import annotations

import secrets
import time
from typing import Any

import jwt

DAY = 24 * 60 * 60
SHORTEST_SECRET = 32
ALGORITHM = "HS256"
SESSION, BUTTON = "session", "button"


class BadToken(Exception):
    """A token that we did not sign, that has expired, or that was made for something else."""


class Tokens:
    """Signs and reads tokens with one secret. Any process that knows the secret can read them: nothing is stored."""

    def __init__(self, secret: str, lifetime: int = DAY) -> None:
        """`lifetime` in seconds. Raises ValueError when `secret` is too short to be safe."""
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"the secret of the website channel needs at least {SHORTEST_SECRET} characters")
        self._secret = secret
        self._lifetime = lifetime

    def new_session(self) -> tuple[str, str]:
        """Begin a session: its id (128 random bits; visitors never choose it) and the token that proves it."""
        session_id = secrets.token_hex(16)
        return session_id, self._sign(SESSION, session_id)

    def session_id(self, token: str) -> str:
        """The session that `token` proves; raises BadToken."""
        return str(self._read(SESSION, token)["sid"])

    def button(self, session_id: str, payload: str) -> str:
        """An id for a button of this session. Its payload can be read, but nobody else can make or change one."""
        return self._sign(BUTTON, session_id, payload=payload)

    def payload(self, session_id: str, button: str) -> str:
        """What pressing `button` means; raises BadToken, also for a button of another session."""
        claims = self._read(BUTTON, button)
        if claims["sid"] != session_id:
            raise BadToken
        return str(claims["payload"])

    def _sign(self, use: str, session_id: str, **more: str) -> str:
        now = int(time.time())
        claims = {"aud": use, "sid": session_id, "iat": now, "exp": now + self._lifetime, **more}
        return jwt.encode(claims, self._secret, ALGORITHM)

    def _read(self, use: str, token: str) -> dict[str, Any]:
        needed = ["aud", "sid", "exp", *(["payload"] if use == BUTTON else [])]
        try:
            return jwt.decode(token, self._secret, [ALGORITHM], audience=use, options={"require": needed})
        except jwt.PyJWTError:
            raise BadToken from None
