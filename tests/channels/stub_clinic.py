"""The website channel over a real socket, with a stub in Rasa's place that answers from a few canned messages.

By hand: `python tests/channels/stub_clinic.py 8123`, then open http://127.0.0.1:8123/chat/.
"""

from __future__ import annotations

import asyncio
import socket
import sys
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
        """Answer canned texts; "fail", "half", "slow" and "silent" go wrong in their own way; others are said back."""
        text = message.text or ""
        self.seen.append(text)
        answers = ANSWERS.get(
            text, [] if text in ("fail", "slow", "silent") else [bot(f"You said: {text}", "utter_echo")]
        )
        for answer in answers:
            await message.output_channel.send_response(message.sender_id, dict(answer))
        if self.failing or text in ("fail", "half"):
            raise RuntimeError(f"could not handle {text!r}")
        if text == "slow":
            await asyncio.sleep(30)


@contextmanager
def serve(channel: WebsiteChannel, agent: StubAgent, port: int = 0) -> Iterator[str]:
    """Run `channel` in a thread of its own, registered by Rasa's own code; gives the address of the chat."""
    app = Sanic(f"stub-{uuid.uuid4().hex}")
    app.ctx.agent = agent
    register([channel], app, route="/webhooks/")
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def run() -> None:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=True)
        await server.startup()
        TouchUp.run = staticmethod(lambda _: None)  # Sanic rewrites its own methods, which works once per process
        started.set()

    def forever() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(run())
        loop.run_forever()

    thread = threading.Thread(target=forever, daemon=True)
    thread.start()
    if not started.wait(20):
        raise RuntimeError("the stub server did not start")
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/chat"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        listening.close()


def website(**settings: Any) -> WebsiteChannel:
    """A channel for tests; `settings` as for WebsiteChannel."""
    return WebsiteChannel(**{"secret": SECRET, "phone": PHONE, **settings})


if __name__ == "__main__":
    with serve(website(), StubAgent(), int(sys.argv[1]) if len(sys.argv) > 1 else 0) as address:
        print(address, flush=True)
        threading.Event().wait()
