"""The log of chats in a file, for one process on one machine."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from porewise.channels.chat_log import ENDED, GREETING, NEW, ChatLog, Entry, NoChat, Question, Unreachable
from porewise.channels.pace import Buckets, Pace

Result = TypeVar("Result")

TABLES = """
CREATE TABLE IF NOT EXISTS chats (chat TEXT PRIMARY KEY, answered INT, tries INT, seen REAL);
CREATE TABLE IF NOT EXISTS entries (chat TEXT, seq INT, id TEXT, entry TEXT, PRIMARY KEY (chat, seq));
CREATE UNIQUE INDEX IF NOT EXISTS once ON entries (chat, id) WHERE id IS NOT NULL;
"""
NEXT = "SELECT seq, entry FROM entries WHERE chat = ? AND id IS NOT NULL AND seq > ? ORDER BY seq LIMIT 1"


class SqliteChatLog(ChatLog):
    """One process on one machine: a file for the entries, this process's memory for the rest.

    A write outlives the process (WAL). Words that are deleted are overwritten in the file (`secure_delete`), and the
    file beside it, which still holds them, is emptied (`wal_checkpoint`).
    """

    def __init__(self, path: Path, keep: float, clock: Callable[[], float] = time.time) -> None:
        """`keep`: seconds for which a chat in which nobody writes is kept."""
        super().__init__()
        self._path, self._keep, self._clock = path, keep, clock
        self._thread = ThreadPoolExecutor(1, "chat-log")  # SQLite in one thread: no locks, and the loop stays free
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._buckets = Buckets()
        self._connection: sqlite3.Connection | None = None

    async def start(self) -> None:
        pass  # there are no other processes

    async def begin(self, chat: str) -> None:
        await self._do(lambda db: db.execute("INSERT INTO chats VALUES (?, -1, 0, ?)", (chat, self._clock())))

    async def ask(self, chat: str, entry: Entry) -> int:
        return await self._add(chat, entry, entry["id"])

    async def note(self, chat: str, entry: Entry) -> int:
        return await self._add(chat, entry, None)

    async def _add(self, chat: str, entry: Entry, id_: str | None) -> int:
        def add(db: sqlite3.Connection) -> tuple[int, bool]:
            self._must_exist(db, chat)
            known = db.execute("SELECT seq FROM entries WHERE chat = ? AND id = ?", (chat, id_)).fetchone()
            return (known[0], False) if known else (self._append(db, chat, entry, id_), True)

        seq, is_new = await self._do(add)
        if is_new:
            self.listeners.tell(chat, NEW)
        return seq

    async def next_question(self, chat: str) -> Question | None:
        def find(db: sqlite3.Connection) -> Question | None:
            found = db.execute("SELECT answered, tries FROM chats WHERE chat = ?", (chat,)).fetchone()
            if found is None:
                return None
            answered, tries = found
            row = None
            if answered >= GREETING:
                row = db.execute(NEXT, (chat, answered)).fetchone()
                if row is None:
                    return None
            db.execute("UPDATE chats SET tries = tries + 1 WHERE chat = ?", (chat,))
            return Question(row[0] if row else GREETING, json.loads(row[1]) if row else None, tries + 1)

        return await self._do(find)

    async def answer(self, chat: str, question: int, entries: Sequence[Entry]) -> None:
        def write(db: sqlite3.Connection) -> None:
            mark = "UPDATE chats SET answered = ?, tries = 0 WHERE chat = ? AND answered < ?"
            is_first = db.execute(mark, (question, chat, question)).rowcount
            for entry in entries if is_first else ():
                self._append(db, chat, entry, None)

        await self._do(write)
        self.listeners.tell(chat, NEW)

    async def after(self, chat: str, seq: int) -> list[Entry]:
        def read(db: sqlite3.Connection) -> list[Entry]:
            self._must_exist(db, chat)
            wanted = "SELECT seq, entry FROM entries WHERE chat = ? AND seq > ? ORDER BY seq"
            return [{"seq": number, **json.loads(entry)} for number, entry in db.execute(wanted, (chat, seq))]

        return await self._do(read)

    async def delete(self, chat: str) -> None:
        def forget(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM entries WHERE chat = ?", (chat,))
            db.execute("DELETE FROM chats WHERE chat = ?", (chat,))

        await self._do(forget)
        self.listeners.tell(chat, ENDED)
        await self._do(_overwrite)

    async def clean(self) -> None:
        def forget(db: sqlite3.Connection) -> None:
            old = (self._clock() - self._keep,)
            db.execute("DELETE FROM entries WHERE chat IN (SELECT chat FROM chats WHERE seen < ?)", old)
            db.execute("DELETE FROM chats WHERE seen < ?", old)

        await self._do(forget)
        await self._do(_overwrite)

    async def tell(self, chat: str, what: str) -> None:
        self.listeners.tell(chat, what)

    def turn(self, chat: str) -> Any:
        lock = self._turns.get(chat)
        if lock is None:
            lock = self._turns[chat] = asyncio.Lock()
        return lock

    async def wait(self, key: str, pace: Pace) -> float:
        return self._buckets.wait(key, pace)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run `work` as one transaction in the log's own thread."""

        def run() -> Result:
            db = self._connection = self._connection or self._open()
            with db:
                return work(db)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, run)
        except (sqlite3.Error, OSError, RuntimeError) as error:  # RuntimeError: the thread has been shut down
            raise Unreachable(type(error).__name__) from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=5)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            db.execute(f"PRAGMA {pragma}")
        db.executescript(TABLES)
        return db

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _must_exist(self, db: sqlite3.Connection, chat: str) -> None:
        seen = db.execute("SELECT seen FROM chats WHERE chat = ?", (chat,)).fetchone()
        if seen is None or seen[0] < self._clock() - self._keep:
            raise NoChat

    def _append(self, db: sqlite3.Connection, chat: str, entry: Entry, id_: str | None) -> int:
        seq = 1 + (db.execute("SELECT max(seq) FROM entries WHERE chat = ?", (chat,)).fetchone()[0] or 0)
        db.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", (chat, seq, id_, json.dumps(entry)))
        db.execute("UPDATE chats SET seen = ? WHERE chat = ?", (self._clock(), chat))
        return int(seq)


def _overwrite(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
