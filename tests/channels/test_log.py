"""The log of chats: the same behaviour in a file and in Redis, alone and for several processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import pytest
from log_steps import CHAT, HOUR, OTHER, answer, asked, greeted, said

from porewise.channels.chat_log import CLOSING, ENDED, NEW, SILENT, TYPING, ChatLog, Inbox, NoChat
from porewise.channels.pace import Pace
from porewise.channels.redis_log import RedisChatLog
from porewise.channels.sqlite_log import SqliteChatLog

Store = Callable[..., AbstractAsyncContextManager[tuple[ChatLog, ChatLog]]]


@pytest.fixture(params=["sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Opens the log as two processes have it; a file has but one."""

    @asynccontextmanager
    async def opened(keep: float = HOUR) -> AsyncIterator[tuple[ChatLog, ChatLog]]:
        logs: list[ChatLog]
        if request.param == "sqlite":
            logs = [SqliteChatLog(tmp_path / "chats.db", keep)] * 2
        else:
            url = request.getfixturevalue("redis").url
            logs = [RedisChatLog(url, keep, turn_seconds=5) for _ in "ab"]
        try:
            for log in logs:
                await log.start()
            yield logs[0], logs[1]
        finally:
            for log in set(logs):
                await log.close()

    return opened


class TestWhatIsSaid:
    async def test_a_chat_begins_empty_and_the_greeting_is_its_first_question(self, store: Store) -> None:
        async with store() as (log, peer):
            await log.begin(CHAT)
            assert await peer.after(CHAT, 0) == []
            assert await asked(log) == (0, "", 1)
            await log.answer(CHAT, 0, [answer("hello")])
            assert await peer.after(CHAT, 0) == [{"seq": 1, **answer("hello")}]
            assert await asked(peer) is None

    async def test_a_visitor_who_is_quicker_than_the_greeting_is_answered_after_it(self, store: Store) -> None:
        async with store() as (log, _):
            await log.begin(CHAT)
            assert await log.ask(CHAT, said("a")) == 1
            assert await asked(log) == (0, "", 1)
            await log.answer(CHAT, 0, [answer("hello")])
            assert await asked(log) == (1, "words", 1)

    async def test_entries_are_numbered_and_come_from_any_number_on(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            assert [await log.ask(CHAT, said(id_, id_)) for id_ in "abc"] == [1, 2, 3]
            assert await peer.after(CHAT, 1) == [{"seq": 2, **said("b", "b")}, {"seq": 3, **said("c", "c")}]
            assert await peer.after(CHAT, 3) == await peer.after(CHAT, 99) == []

    async def test_the_same_id_is_the_same_message(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            first = await log.ask(CHAT, said("a", "first"))
            await log.next_question(CHAT)
            await log.answer(CHAT, first, [answer("done")])
            assert await peer.ask(CHAT, said("a", "again")) == first
            assert [entry["text"] for entry in await log.after(CHAT, 0)] == ["first", "done"]
            assert await asked(log) is None

    async def test_the_same_id_in_another_chat_is_another_message(self, store: Store) -> None:
        async with store() as (log, _):
            await greeted(log)
            await greeted(log, OTHER)
            await log.ask(CHAT, said("a", "mine"))
            assert await log.ask(OTHER, said("a", "yours")) == 1
            assert [entry["text"] for entry in await log.after(OTHER, 0)] == ["yours"]

    async def test_a_note_takes_a_number_and_is_no_question(self, store: Store) -> None:
        async with store() as (log, _):
            await greeted(log)
            assert [await log.note(CHAT, {"type": "feedback"}) for _ in "ab"] == [1, 2]
            assert await asked(log) is None
            assert await log.ask(CHAT, said("a")) == 3

    async def test_two_who_ask_at_once_get_each_number_once_and_none_is_left_out(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            logs = [log, peer] * 60
            numbers = await asyncio.gather(*(one.ask(CHAT, said(f"{i}", f"{i}")) for i, one in enumerate(logs)))
            assert sorted(numbers) == list(range(1, 121))
            assert [entry["seq"] for entry in await log.after(CHAT, 0)] == list(range(1, 121))
            assert all(entry["text"] == f"{numbers.index(entry['seq'])}" for entry in await log.after(CHAT, 0))

    async def test_one_message_sent_many_times_at_once_is_one(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            assert set(await asyncio.gather(*(one.ask(CHAT, said("a")) for one in [log, peer] * 20))) == {1}
            assert len(await log.after(CHAT, 0)) == 1

    @pytest.mark.parametrize("do", ["ask", "note", "after"])
    async def test_there_is_no_chat_that_was_not_begun(self, store: Store, do: str) -> None:
        async with store() as (log, _):
            assert await log.next_question(CHAT) is None
            with pytest.raises(NoChat):
                await {
                    "ask": lambda: log.ask(CHAT, said("a")),
                    "note": lambda: log.note(CHAT, {}),
                    "after": lambda: log.after(CHAT, 0),
                }[do]()


class TestAnswers:
    async def test_questions_wait_in_order(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            for id_ in "ab":
                await log.ask(CHAT, said(id_, id_))
            assert await asked(log) == (1, "a", 1)
            await log.answer(CHAT, 1, [answer("one"), answer("two")])
            assert await asked(peer) == (2, "b", 1)
            await peer.answer(CHAT, 2, [answer("three")])
            assert await asked(log) is None
            assert [entry["text"] for entry in await log.after(CHAT, 0)] == ["a", "b", "one", "two", "three"]

    async def test_tries_are_counted_until_there_is_an_answer(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            await log.ask(CHAT, said("a"))
            await log.ask(CHAT, said("b"))
            assert [(await one.next_question(CHAT)).tries for one in (log, peer, log)] == [1, 2, 3]
            await log.answer(CHAT, 1, [])
            assert (await log.next_question(CHAT)).tries == 1

    async def test_answers_are_there_all_at_once(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            seen, done = set(), asyncio.Event()

            async def look() -> None:
                while not done.is_set():
                    seen.add(len(await peer.after(CHAT, 0)))

            looking = asyncio.create_task(look())
            for number in range(1, 200, 10):
                await log.ask(CHAT, said(f"{number}"))
                await log.answer(CHAT, number, [answer("words")] * 9)
            done.set()
            await looking
            assert len(seen) > 3 and {count % 10 for count in seen} <= {0, 1}

    async def test_a_question_is_answered_once_even_when_two_did_it(self, store: Store) -> None:
        """A process that was frozen for long loses its turn to another, and does not know it when it wakes."""
        async with store() as (log, peer):
            await greeted(log)
            await log.ask(CHAT, said("a"))
            await peer.answer(CHAT, 1, [answer("first")])
            await log.answer(CHAT, 1, [answer("second")])
            await log.answer(CHAT, 0, [answer("greeting")])
            assert [entry["text"] for entry in await log.after(CHAT, 0)] == ["words", "first"]
            assert await asked(log) is None

    async def test_an_answer_to_a_chat_that_is_gone_brings_nothing_back(self, store: Store) -> None:
        async with store() as (log, _):
            await greeted(log)
            await log.ask(CHAT, said("a"))
            await log.delete(CHAT)
            await log.answer(CHAT, 1, [answer("late")])
            with pytest.raises(NoChat):
                await log.after(CHAT, 0)


class TestTurns:
    async def test_one_at_a_time_holds_the_turn_of_a_chat(self, store: Store) -> None:
        async with store() as (log, peer):
            held, most = 0, 0

            async def take(one: ChatLog) -> None:
                nonlocal held, most
                async with one.turn(CHAT):
                    held += 1
                    most = max(most, held)
                    await asyncio.sleep(0.01)
                    held -= 1

            await asyncio.gather(*(take(one) for one in [log, peer] * 5))
            assert most == 1

    async def test_chats_do_not_wait_for_each_other(self, store: Store) -> None:
        async with store() as (log, peer), log.turn(CHAT), peer.turn(OTHER):
            pass

    async def test_a_turn_that_fails_lets_go(self, store: Store) -> None:
        async with store() as (log, peer):
            with suppress(KeyError):
                async with log.turn(CHAT):
                    raise KeyError
            async with peer.turn(CHAT):
                pass


class TestNews:
    async def test_listeners_of_every_process_are_told(self, store: Store) -> None:
        async with store() as (log, peer):
            await greeted(log)
            await asyncio.sleep(0.2)  # a process listens a moment after it began
            with log.listeners.listen(CHAT) as near, peer.listeners.listen(CHAT) as far:
                for steps, what in (
                    (log.ask(CHAT, said("a")), NEW),
                    (log.tell(CHAT, TYPING), TYPING),
                    (log.answer(CHAT, 1, [answer("yes")]), NEW),
                    (log.note(CHAT, {}), NEW),
                    (log.tell(CHAT, SILENT), SILENT),
                    (log.delete(CHAT), ENDED),
                ):
                    await steps
                    assert await near.take(2) == await far.take(2) == [what]

    async def test_a_message_that_was_there_already_is_no_news(self, store: Store) -> None:
        async with store() as (log, _):
            await greeted(log)
            await log.ask(CHAT, said("a"))
            await asyncio.sleep(0.2)
            with log.listeners.listen(CHAT) as inbox:
                await log.ask(CHAT, said("a"))
                assert await inbox.take(0.2) == []


class TestForgetting:
    async def test_a_deleted_chat_is_gone_and_no_other(self, store: Store) -> None:
        async with store() as (log, peer):
            for chat in (CHAT, OTHER):
                await greeted(log, chat)
                await log.ask(chat, said("a", f"of {chat}"))
            await log.delete(CHAT)
            for do in (peer.after(CHAT, 0), peer.ask(CHAT, said("b")), peer.note(CHAT, {})):
                with pytest.raises(NoChat):
                    await do
            assert await peer.next_question(CHAT) is None
            assert [entry["text"] for entry in await peer.after(OTHER, 0)] == [f"of {OTHER}"]
            await log.delete(CHAT)  # again: nothing happens

    async def test_a_chat_in_which_nobody_writes_is_forgotten(self, store: Store) -> None:
        async with store(keep=2) as (log, peer):
            await greeted(log)
            await greeted(log, OTHER)
            await log.ask(CHAT, said("a"))
            await asyncio.sleep(1.3)
            await log.note(OTHER, {"type": "feedback"})
            assert len(await peer.after(CHAT, 0)) == 1
            await asyncio.sleep(1.3)
            for do in (peer.after(CHAT, 0), peer.ask(CHAT, said("b")), peer.note(CHAT, {})):
                with pytest.raises(NoChat):
                    await do
            assert len(await peer.after(OTHER, 0)) == 1


class TestPace:
    async def test_a_burst_and_then_a_steady_rate(self, store: Store) -> None:
        async with store() as (log, peer):
            pace = Pace(burst=3, per_minute=120)
            assert [await one.wait("a", pace) for one in (log, peer, log)] == [0, 0, 0]
            waits = [await peer.wait("a", pace), await log.wait("a", pace)]
            assert all(0.3 < wait <= 0.5 for wait in waits), "a refusal costs nothing"
            assert await log.wait("b", pace) == 0
            await asyncio.sleep(0.55)
            assert await log.wait("a", pace) == 0
            assert await peer.wait("a", pace) > 0


class TestInbox:
    async def test_the_same_twice_in_a_row_is_one(self) -> None:
        inbox = Inbox()
        for what in (NEW, NEW, TYPING, NEW, NEW, SILENT, CLOSING):
            inbox.put(what)
        assert await inbox.take(1) == [NEW, TYPING, NEW, SILENT, CLOSING]
        assert await inbox.take(0.01) == []

    async def test_what_is_told_while_nobody_takes_is_kept(self) -> None:
        inbox = Inbox()
        taking = asyncio.create_task(inbox.take(5))
        await asyncio.sleep(0)
        inbox.put(NEW)
        assert await taking == [NEW]

    async def test_nobody_is_remembered_who_left(self, tmp_path: Path) -> None:
        listeners = SqliteChatLog(tmp_path / "chats.db", HOUR).listeners
        with listeners.listen(CHAT), listeners.listen(CHAT), listeners.listen(OTHER):
            assert (listeners.count(CHAT), listeners.count()) == (2, 3)
        assert (listeners.count(CHAT), listeners.count()) == (0, 0)
        assert not listeners._inboxes

    async def test_whoever_comes_while_the_server_stops_is_told(self, tmp_path: Path) -> None:
        listeners = SqliteChatLog(tmp_path / "chats.db", HOUR).listeners
        with listeners.listen(CHAT) as early:
            listeners.close()
            with listeners.listen(CHAT) as late:
                assert await early.take(1) == await late.take(1) == [CLOSING]
