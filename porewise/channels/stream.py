"""The stream on which a browser hears its chat: server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from porewise.channels.chat_log import CLOSING, ENDED, NEW, SILENT, TYPING, ChatLog, NoChat
from porewise.channels.output import for_browser

HEARTBEAT = 15.0  # seconds; proxies close what is silent for a minute


async def events(
    log: ChatLog, chat: str, after: int, token: Callable[[], str], wake: Callable[[str], None]
) -> AsyncGenerator[str, None]:
    """What happens in `chat` behind entry `after`, as text of the stream: what was, then `ready`, then what comes.

    It ends when the chat or the server does. Raises porewise.channels.chat_log.Unreachable.

    Args:
        token: makes a fresh one.
        wake: has the chat's questions answered; called now and then, in case the process that should do it has died.
    """
    with log.listeners.listen(chat) as inbox:
        try:
            for entry in await log.after(chat, after):
                after = entry["seq"]
                yield _event("entry", for_browser(entry), after)
            yield _event("ready", {"last": after, "token": token()})
            while True:
                told = await inbox.take(HEARTBEAT)
                if not told:
                    yield ": hb\n\n"
                    wake(chat)
                for what in told or [NEW]:  # what another process told may have been lost on the way
                    if what == NEW:
                        for entry in await log.after(chat, after):
                            after = entry["seq"]
                            yield _event("entry", for_browser(entry), after)
                    elif what in (TYPING, SILENT):
                        yield _event("typing", {"on": what == TYPING})
                    elif what == ENDED:
                        raise NoChat
                    elif what == CLOSING:
                        return
        except NoChat:
            yield _event("ended", {})


def _event(kind: str, data: dict[str, Any], seq: int | None = None) -> str:
    number = "" if seq is None else f"id: {seq}\n"
    return f"{number}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
