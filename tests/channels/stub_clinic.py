"""The website channel over a real socket, with a stub in Rasa's place that answers from a few canned messages.

By hand: `python tests/channels/stub_clinic.py 8123`, then open http://127.0.0.1:8123/chat/. A second argument is the
address of the log, for a server that is killed and started again, or for several; a third how long a turn may take.
"""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import os
import signal
import socket
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.events import BotUttered
from sanic import Sanic
from sanic.touchup import TouchUp

from porewise.channels.website import WebsiteChannel

SECRET = "a secret for tests that is long enough"
PHONE = "(217) 555-0142"
CHECKED = {"reviewed": "2026-11-22", "review_by": "2027-11-22", "status": "draft"}
HOSTILE = "<img src=x onerror=alert(1)> <script>alert(1)</script> javascript:alert(1) a < b > c *d* _e_ & `f`"


def bot(text: str, name: str, *, sources: Any = (), buttons: Any = (), **more: Any) -> dict[str, Any]:
    """A message exactly as Rasa hands it to an output channel. `buttons` as (title, payload)."""
    data = {"buttons": [{"title": title, "payload": payload} for title, payload in buttons], **more}
    metadata = {"utter_action": name, "id": name[6:], "metadata": {"sources": list(sources), "claims": [1], **CHECKED}}
    return BotUttered(text, data, metadata).message()


STARTERS = [
    ("How does Botox work on pores?", "/ask_mechanism"),
    ("What are the side effects?", "/ask_side_effects"),
    ("Compare Botox and laser", '/compare_treatments{"treatment": "fractional_laser"}'),
    ("What can I do at home?", "/ask_routine"),
]
GREETING = (
    "Hello! I am the automated assistant of Lakeview Dermatology, not a person and not a doctor.\n\n"
    "I can answer general questions about enlarged pores. What would you like to know?"
)
MECHANISM = (
    "Botox may make pores look smaller by calming two things around them:\n- the tiny muscles that pull at the pore\n"
    "- the oil glands that keep it stretched\n\nThis use is off-label. Small studies found less oil and "
    "smaller-looking pores for some months; others saw no change. More: https://pubmed.ncbi.nlm.nih.gov/33400411/."
)
TABLE = {
    "caption": "Botox and fractional laser side by side",
    "columns": ["", "Botox", "Fractional laser"],
    "rows": [
        [
            "How soon",
            "Article: from 48 hours. Pore studies: at one week or later.",
            "Two weeks after the last session.",
        ],
        ["How long", "About 3 to 4 months.", "Longer than Botox. Studies followed people only two months."],
        ["Downtime", "Most people return to everyday activities at once.", "Usually none; ablative: one to two weeks."],
    ],
}
EMERGENCY = (
    "Call 911 now.\n\nSay that you had an injection and what you feel: trouble breathing, swallowing or speaking. "
    "Do not drive yourself.\n- Sit upright\n- Keep your phone with you"
)
ANSWERS = {
    "/greet": [bot(GREETING, "utter_greet", buttons=STARTERS)],
    "/ask_mechanism": [
        bot(
            MECHANISM,
            "utter_mechanism",
            sources=["park_2021", "nhs_botox", "unknown_id"],
            buttons=[("How long does Botox last?", "/ask_duration"), ("Compare with laser", STARTERS[2][1])],
        )
    ],
    STARTERS[2][1]: [
        bot("Here they are side by side.", "utter_comparison", sources=["park_2021"], custom={"table": TABLE})
    ],
    "/ask_person": [bot(f"A person can help: call {PHONE}, today until 17:00.", "utter_person")],
    "I cannot breathe": [bot(EMERGENCY, "utter_emergency")],
    "hostile": [
        bot(HOSTILE, "utter_hostile", buttons=[(HOSTILE, "/greet")], custom={"table": {**TABLE, "caption": HOSTILE}})
    ],
    "two": [bot("One.", "utter_one"), bot("Two.", "utter_two", sources=["park_2021"])],
}


class StubAgent:
    """Stands in for Rasa's agent. `seen` are the texts that would have reached the assistant."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.failing = False

    async def handle_message(self, message: UserMessage) -> None:
        """Answer canned texts; others are said back, "wait 2.5 ..." after so many seconds.

        "fail", "half", "slow" and "silent" go wrong in their own way; "kill" takes the whole process down.
        """
        text = message.text or ""
        self.seen.append(text)
        if text == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith("wait "):
            await asyncio.sleep(float(text.split()[1]))
        answers = ANSWERS.get(
            text, [] if text in ("fail", "slow", "silent") else [bot(f"You said: {text}", "utter_echo")]
        )
        for answer in answers:
            await message.output_channel.send_response(message.sender_id, dict(answer))
        if self.failing or text in ("fail", "half"):
            raise RuntimeError(f"could not handle {text!r}")
        if text == "slow":
            await asyncio.sleep(30)


def clinic(channel: WebsiteChannel, agent: StubAgent, cors: str | None = None) -> Sanic:
    """The app with `channel`, put together by Rasa's own code; `cors` as for `rasa run --cors`."""
    app = Sanic(f"stub-{uuid.uuid4().hex}")
    app.ctx.agent = agent
    if cors is not None:
        from rasa.server import configure_cors  # seconds, which a server that is started again and again need not wait

        configure_cors(app, cors)
    register([channel], app, route="/webhooks/")
    return app


def listening(port: int = 0) -> socket.socket:
    """A socket of this machine; port 0 takes a free one."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", port))
    return one


@contextmanager
def serve(channel: WebsiteChannel, agent: StubAgent, port: int = 0, cors: str = "") -> Iterator[str]:
    """Run `channel` in a thread of its own; gives the address of the chat."""
    app = clinic(channel, agent, cors)
    sock = listening(port)
    loop = asyncio.new_event_loop()
    started: concurrent.futures.Future = concurrent.futures.Future()

    async def run() -> None:
        server = await app.create_server(sock=sock, return_asyncio_server=True, access_log=True)
        await server.startup()
        TouchUp.run = staticmethod(lambda _: None)  # Sanic rewrites its own methods, which works once per process
        await server.after_start()
        started.set_result(server)

    async def stop() -> None:
        server = started.result()
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.abort()
        await asyncio.sleep(0.05)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks leaked: {left}"

    def forever() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(run())
        loop.run_forever()

    thread = threading.Thread(target=forever, daemon=True)
    thread.start()
    started.result(20)
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}/chat"
    finally:
        try:
            asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            sock.close()


def website(**settings: Any) -> WebsiteChannel:
    """A channel for tests, with a log and a database of its own; `settings` as for WebsiteChannel."""
    folder = tempfile.mkdtemp(prefix="porewise-")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/conversations.db")
    return WebsiteChannel(**{"secret": SECRET, "phone": PHONE, "log": f"sqlite:///{folder}/chats.db", **settings})


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int, nargs="?", default=0)
    arguments.add_argument("log", nargs="?")
    arguments.add_argument("seconds", type=float, nargs="?", default=15)
    given = arguments.parse_args()
    sock = listening(given.port)
    print(f"http://127.0.0.1:{sock.getsockname()[1]}/chat", flush=True)
    log = {"log": given.log} if given.log else {}
    clinic(website(proxies=1, seconds=given.seconds, **log), StubAgent()).run(sock=sock, motd=False)
