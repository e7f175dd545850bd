"""What only a log in a file has: words that stay behind, and others who hold it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest
from log_steps import CHAT, HOUR, OTHER, asked, greeted, said

from porewise.channels.chat_log import Unreachable
from porewise.channels.sqlite_log import SqliteChatLog


class TestSqlite:
    """What only a file has: words that stay behind, and others who hold it."""

    @pytest.fixture()
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "chats.db"

    def words_in(self, path: Path) -> bytes:
        return b"".join(file.read_bytes() for file in path.parent.glob("chats.db*"))

    async def test_no_deleted_word_is_left_in_its_files(self, path: Path) -> None:
        log = SqliteChatLog(path, HOUR)
        for number in range(60):
            await log.begin(f"chat-{number}")
            for turn in range(4):
                await log.ask(f"chat-{number}", said(f"{turn}", f"secret-{number:02}-{turn} " * (1 + 30 * turn)))
        assert self.words_in(path).count(b"secret-") > 1000
        for number in range(0, 60, 2):
            await log.delete(f"chat-{number}")
        left = self.words_in(path)
        assert {number for number in range(60) if b"secret-%02d" % number in left} == set(range(1, 60, 2))
        await log.close()

    async def test_no_word_of_a_forgotten_chat_is_left_in_its_files(self, path: Path) -> None:
        now = [1e9]
        log = SqliteChatLog(path, HOUR, clock=lambda: now[0])
        await log.begin(CHAT)
        await log.ask(CHAT, said("a", "secret " * 300))
        await log.begin(OTHER)
        now[0] += HOUR - 1
        await log.ask(OTHER, said("a", "kept"))
        now[0] += 2
        await log.clean()
        assert len(await log.after(OTHER, 0)) == 1
        assert b"secret" not in self.words_in(path)
        await log.close()

    async def test_a_file_that_another_program_holds_is_unreachable_and_then_reachable_again(self, path: Path) -> None:
        log = SqliteChatLog(path, HOUR)
        await greeted(log)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(Unreachable):
            await log.ask(CHAT, said("a", "words"))
        assert time.monotonic() - began < 8
        other.execute("ROLLBACK")
        assert await log.ask(CHAT, said("a", "words")) == 1
        await log.close()

    async def test_a_folder_that_cannot_be_made_is_unreachable(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        log = SqliteChatLog(tmp_path / "file" / "chats.db", HOUR)
        with pytest.raises(Unreachable):
            await log.begin(CHAT)
        await log.close()

    async def test_what_was_said_outlives_the_process(self, path: Path) -> None:
        first = SqliteChatLog(path, HOUR)
        await greeted(first)
        await first.ask(CHAT, said("a"))
        second = SqliteChatLog(path, HOUR)  # the first was never closed
        assert await asked(second) == (1, "words", 1)
        assert await second.ask(CHAT, said("a")) == 1
        await first.close()
        await second.close()

    async def test_two_processes_with_one_file_by_mistake_lose_and_double_nothing(self, path: Path) -> None:
        """Such as the old and the new one at a restart."""
        logs = [SqliteChatLog(path, HOUR) for _ in "ab"]
        await greeted(logs[0])

        async def ask(log: SqliteChatLog, id_: str) -> int:
            while True:
                with suppress(Unreachable):  # the browser sends it again
                    return await log.ask(CHAT, said(id_))

        numbers = await asyncio.gather(*(ask(log, f"{i}") for i, log in enumerate(logs * 30)))
        assert sorted(numbers) == list(range(1, 61))
        for log in logs:
            await log.close()

    async def test_a_closed_log_is_unreachable(self, path: Path) -> None:
        log = SqliteChatLog(path, HOUR)
        await log.begin(CHAT)
        await log.close()
        with pytest.raises(Unreachable):
            await log.after(CHAT, 0)
