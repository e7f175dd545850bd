"""What only a log in Redis has: the server goes away, and comes back."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest
from log_steps import CHAT, HOUR, OTHER, answer, greeted, said
from redis_server import RedisServer

from porewise.channels import redis_log
from porewise.channels.chat_log import NEW, TYPING, NoChat, Unreachable
from porewise.channels.pace import Pace
from porewise.channels.redis_log import RedisChatLog


class TestRedis:
    """What only a server has: it goes away, and comes back."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(redis_log, "TIMEOUT", 0.5)

    @pytest.fixture()
    def log(self, redis: RedisServer) -> RedisChatLog:
        return RedisChatLog(redis.url, HOUR, turn_seconds=1)

    async def test_nothing_of_a_deleted_chat_is_left(self, redis: RedisServer, log: RedisChatLog) -> None:
        await greeted(log)
        await log.ask(CHAT, said("a", "secret"))
        await log.delete(CHAT)
        assert redis.client.keys("*") == []
        await log.close()

    async def test_all_that_is_kept_is_forgotten_in_time(self, redis: RedisServer, log: RedisChatLog) -> None:
        await greeted(log)
        await log.ask(CHAT, said("a"))
        await log.answer(CHAT, 1, [answer("b")])
        await log.note(CHAT, {"type": "feedback"})
        await log.wait("address", Pace(1, 1))
        async with log.turn(CHAT):
            times = {key: redis.client.ttl(key) for key in redis.client.keys("*")}
        assert len(times) == 4 and all(0 < time <= HOUR for time in times.values()), times
        await log.close()

    async def test_the_turn_of_a_process_that_died_is_free_again(self, log: RedisChatLog, redis: RedisServer) -> None:
        dead = RedisChatLog(redis.url, HOUR, turn_seconds=1)
        turn = dead.turn(CHAT)
        await turn.__aenter__()
        began = time.monotonic()
        async with log.turn(CHAT):
            assert 1 < time.monotonic() - began < 3
        await log.close()

    async def test_a_turn_that_never_ends_is_unreachable(self, log: RedisChatLog, redis: RedisServer) -> None:
        redis.client.set(f"porewise:chat:{{{CHAT}}}:turn", "of another", ex=60)
        with pytest.raises(Unreachable):
            async with log.turn(CHAT):
                pass
        await log.close()

    @pytest.mark.parametrize("how", ["stopped", "frozen"])
    async def test_it_goes_away_and_comes_back(self, log: RedisChatLog, redis: RedisServer, how: str) -> None:
        await greeted(log)
        (redis.stop if how == "stopped" else redis.freeze)()
        for do in (
            log.begin(OTHER), log.ask(CHAT, said("a")), log.after(CHAT, 0), log.next_question(CHAT),
            log.answer(CHAT, 1, []), log.tell(CHAT, NEW), log.wait("a", Pace(1, 1)), log.turn(CHAT).__aenter__(),
            log.delete(CHAT),
        ):  # fmt: skip
            with pytest.raises(Unreachable):
                await do
        (redis.start if how == "stopped" else redis.thaw)()
        await asyncio.sleep(0.1)
        for chat in {CHAT, OTHER}:
            with suppress(NoChat):
                await log.delete(chat)
        await greeted(log)
        assert await log.ask(CHAT, said("a")) == 1
        await log.close()

    @pytest.mark.parametrize("how", ["stopped", "frozen"])
    async def test_news_are_heard_again(
        self, log: RedisChatLog, redis: RedisServer, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Frozen: as when a machine or a cable between us is gone, and nobody says so."""
        monkeypatch.setattr(redis_log, "AGAIN", 0.1)
        monkeypatch.setattr(redis_log, "SILENCE", 0.3)
        with log.listeners.listen(CHAT) as inbox:
            await log.start()
            assert await inbox.take(2) == [NEW]
            (redis.stop if how == "stopped" else redis.freeze)()
            await asyncio.sleep(2)
            (redis.start if how == "stopped" else redis.thaw)()
            assert await inbox.take(5) == [NEW], "everybody looks for what they missed"
            await asyncio.sleep(0.5)
            await inbox.take(0.01)
            await log.tell(CHAT, TYPING)
            assert await inbox.take(2) == [TYPING]
        await log.close()

    async def test_a_quiet_hour_is_no_break(
        self, log: RedisChatLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(redis_log, "SILENCE", 0.1)
        with log.listeners.listen(CHAT) as inbox:
            await log.start()
            assert await inbox.take(2) == [NEW]
            assert await inbox.take(1) == []
            await log.tell(CHAT, TYPING)
            assert await inbox.take(2) == [TYPING]
        assert caplog.records == []
        await log.close()

    @pytest.mark.parametrize("gone", [False, True])
    async def test_it_lets_go_at_once(self, log: RedisChatLog, redis: RedisServer, gone: bool) -> None:
        await log.start()
        await greeted(log)
        if gone:
            redis.freeze()
        await asyncio.wait_for(log.close(), 3)
        redis.thaw()

    async def test_a_request_that_was_cut_off_leaves_no_answer_for_the_next(
        self, log: RedisChatLog, redis: RedisServer
    ) -> None:
        """redis-py once gave it to whoever came next: another visitor (CVE-2023-28858)."""
        chats = [f"chat-{number}" for number in range(10)]
        for chat in chats:
            await greeted(log, chat)
            await log.ask(chat, said("a", chat))
        for number in range(400):
            tasks = {chat: asyncio.create_task(log.after(chat, 0)) for chat in chats}
            await asyncio.sleep(number * 0.00001)
            for chat in chats[::2]:
                tasks[chat].cancel()
            for chat, task in tasks.items():
                with suppress(asyncio.CancelledError):
                    assert [entry["text"] for entry in await task] == [chat]
        await log.close()
