"""The log of chats in Redis, for several Rasa processes behind one address.

A chat is a hash (what is answered, and the number of each visitor's message by its id) and a list, whose places are the
numbers of the entries. What must happen in one step is a script that Redis runs. Both forget themselves.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, LockError, RedisError, TimeoutError

from porewise.channels.chat_log import ENDED, GREETING, NEW, ChatLog, Entry, NoChat, Question, Unreachable
from porewise.channels.pace import Pace
from porewise.channels.tasks import stop

logger = logging.getLogger(__name__)

NEWS = "porewise:news:"  # a channel for each chat
TIMEOUT = 5.0  # seconds for one command
AGAIN = 1.0  # seconds until the next try to hear the news
SILENCE = 10.0  # seconds without news after which we ask whether the server is still there
GONE = -1

# KEYS: chat, entries. ARGV: seconds to keep, news channel, what is told, then as each says.
BEGIN = """
redis.call('HSET', KEYS[1], 'answered', -1, 'tries', 0)
return redis.call('EXPIRE', KEYS[1], ARGV[1])
"""
ADD = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
local id = ARGV[5]
local known = id ~= '' and redis.call('HGET', KEYS[1], 'id:' .. id)
if known then return tonumber(known) end
local seq = redis.call('RPUSH', KEYS[2], ARGV[4])
if id ~= '' then redis.call('HSET', KEYS[1], 'id:' .. id, seq) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return seq
"""
ANSWER = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if tonumber(redis.call('HGET', KEYS[1], 'answered')) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], 'answered', ARGV[4], 'tries', 0)
for i = 5, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 0
"""
BEGUN = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
return redis.call('HINCRBY', KEYS[1], 'tries', 1)
"""
AFTER = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
return redis.call('LRANGE', KEYS[2], ARGV[4], -1)
"""
# The bucket of `porewise.channels.pace`, by Redis's own clock. KEYS: bucket. ARGV: burst, seconds for each.
WAIT = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local each = tonumber(ARGV[2])
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local early = full_at + each - now - ARGV[1] * each
if early > 0.000001 then return tostring(early) end
redis.call('SET', KEYS[1], string.format('%.6f', full_at + each), 'PX', math.ceil((full_at + each - now) * 1000))
return '0'
"""


class RedisChatLog(ChatLog):
    """All processes with the same Redis share the chats, the turns and the pace."""

    def __init__(self, url: str, keep: float, turn_seconds: float) -> None:
        """`keep`: seconds for which a chat in which nobody writes is kept; `turn_seconds`: the most a turn takes."""
        super().__init__()
        # Once more: each connection finds out for itself that Redis was restarted.
        once_more: dict[str, Any] = {"retry": Retry(NoBackoff(), 1), "retry_on_error": [ConnectionError]}
        settings: dict[str, Any] = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, **once_more}
        self._redis: Redis = Redis.from_url(url, decode_responses=True, **settings)
        self._keep, self._turn_seconds = int(keep), turn_seconds
        self._scripts = {
            script: self._redis.register_script(script) for script in (BEGIN, ADD, ANSWER, BEGUN, AFTER, WAIT)
        }
        self._news: asyncio.Task | None = None

    async def begin(self, chat: str) -> None:
        await self._run(BEGIN, chat)

    async def ask(self, chat: str, entry: Entry) -> int:
        return int(await self._run(ADD, chat, json.dumps(entry), entry["id"]))

    async def note(self, chat: str, entry: Entry) -> int:
        return int(await self._run(ADD, chat, json.dumps(entry), ""))

    async def next_question(self, chat: str) -> Question | None:
        with suppress(NoChat):  # it was deleted in between
            return await self._next_question(chat)
        return None

    async def _next_question(self, chat: str) -> Question | None:
        async with self._reached():
            answered = await self._wait_for(self._redis.hget(_chat(chat), "answered"))
            if answered is None:
                return None
            question: Entry | None = None
            if int(answered) >= GREETING:
                entries = await self.after(chat, int(answered))
                question = next((entry for entry in entries if entry.get("id")), None)
                if question is None:
                    return None
            tries = await self._scripts[BEGUN](keys=[_chat(chat)])
        return None if tries == GONE else Question(question["seq"] if question else GREETING, question, int(tries))

    async def answer(self, chat: str, question: int, entries: Sequence[Entry]) -> None:
        with suppress(NoChat):
            await self._run(ANSWER, chat, str(question), *(json.dumps(entry) for entry in entries))

    async def after(self, chat: str, seq: int) -> list[Entry]:
        entries = await self._run(AFTER, chat, str(seq))
        return [{"seq": number, **json.loads(entry)} for number, entry in enumerate(entries, start=seq + 1)]

    async def delete(self, chat: str) -> None:
        async with self._reached():
            await self._redis.delete(_chat(chat), _entries(chat))
        await self.tell(chat, ENDED)

    async def clean(self) -> None:
        pass  # Redis does it by itself

    async def tell(self, chat: str, what: str) -> None:
        async with self._reached():
            await self._redis.publish(NEWS + chat, what)

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Raises Unreachable also when the turn before it does not end."""
        most = self._turn_seconds + 2 * TIMEOUT  # a process that dies holds it no longer than that
        lock = self._redis.lock(f"{_chat(chat)}:turn", timeout=most, blocking_timeout=2 * most, sleep=0.05)
        async with self._reached():
            if not await lock.acquire():
                raise Unreachable("turn")
        try:
            yield
        finally:
            with suppress(LockError, RedisError):  # lost: it took too long, and Redis gave it to the next
                await lock.release()

    async def wait(self, key: str, pace: Pace) -> float:
        async with self._reached():
            bucket = [f"porewise:pace:{key}"]
            return float(await self._scripts[WAIT](keys=bucket, args=[pace.burst, 60 / pace.per_minute]))

    async def close(self) -> None:
        await stop([self._news] if self._news else [])
        await self._redis.close()

    async def start(self) -> None:
        if self._news is None or self._news.done():
            self._news = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        """Pass on the news for as long as the process lives; after a break every listener looks for itself."""
        while True:
            try:
                async with self._redis.pubsub() as news:
                    await news.psubscribe(f"{NEWS}*")
                    await self._pass_on(news)
            except (RedisError, OSError) as error:
                logger.error("Redis does not tell the news of chats: %s", type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _pass_on(self, news: PubSub) -> None:
        """Until the server is silent when asked: a line may be dead without either end knowing. Raises RedisError."""
        asked = False
        while True:
            message = await news.get_message(timeout=SILENCE)
            if message is None:
                if asked:
                    raise TimeoutError
                await news.ping()
            elif message["type"] == "psubscribe":
                self.listeners.tell_all(NEW)  # until now nobody heard anything
            elif message["type"] == "pmessage":
                self.listeners.tell(message["channel"][len(NEWS) :], message["data"])
            asked = message is None

    async def _run(self, script: str, chat: str, *more: str) -> Any:
        async with self._reached():
            keys = [_chat(chat), _entries(chat)]
            result = await self._scripts[script](keys=keys, args=[self._keep, NEWS + chat, NEW, *more])
        if result == GONE:
            raise NoChat
        return result

    @staticmethod
    async def _wait_for(result: Any) -> Any:
        return await cast(Awaitable[Any], result)  # redis-py's types say it may also be the value

    @asynccontextmanager
    async def _reached(self) -> AsyncIterator[None]:
        try:
            yield
        except (RedisError, OSError) as error:
            raise Unreachable(type(error).__name__) from error


def _chat(chat: str) -> str:
    return f"porewise:chat:{{{chat}}}"  # the braces keep a chat's keys on one node of a cluster


def _entries(chat: str) -> str:
    return f"{_chat(chat)}:entries"
