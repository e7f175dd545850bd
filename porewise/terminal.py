"""Talking with the assistant in a terminal.

Rasa's own shell cuts an answer with buttons at the width of the window.
"""

from __future__ import annotations

import asyncio
import shutil
import textwrap
from pathlib import Path
from typing import Any, Dict, List

import click

from porewise.replay import running

WIDEST = 100


def talk(model: Path) -> None:
    """Read questions until the input ends; a number picks one of the replies offered last."""
    click.echo("Loading (some 10 s) ...")
    with running(model) as assistant:
        click.echo("Type a question. A number picks a reply. Ctrl-D ends.\n")
        loop = asyncio.new_event_loop()
        messages = loop.run_until_complete(assistant.press("/greet", "terminal"))
        while True:
            buttons = _show(messages)
            try:
                text = input("You: ").strip()
            except (EOFError, KeyboardInterrupt):
                click.echo("\nGoodbye.")
                return
            if text.isdigit() and 1 <= int(text) <= len(buttons):
                messages = loop.run_until_complete(assistant.press(buttons[int(text) - 1]["payload"], "terminal"))
            elif text:
                messages = loop.run_until_complete(assistant.say(text, "terminal"))
            else:
                messages = []


def _show(messages: List[Dict[str, Any]]) -> List[Dict[str, str]]:
    """Print the messages, then the buttons of all of them, numbered; gives those buttons."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for message in messages:
        for line in (message.get("text") or "").splitlines():
            hanging = "  " if line.startswith("- ") else ""
            click.echo(textwrap.fill(line, width, subsequent_indent=hanging) if line else "")
        click.echo("")
    buttons = [button for message in messages for button in message.get("buttons") or []]
    for number, button in enumerate(buttons, start=1):
        click.echo(f"  {number}  {button['title']}")
    return buttons
