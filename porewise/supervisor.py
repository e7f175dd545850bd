"""Starts what the Procfile names under honcho, waits until it answers, and stops it all together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Callable, Dict, Optional

from porewise.settings import ROOT

LOG = ROOT / "var" / "porewise.log"
START_TIMEOUT = 180.0  # seconds; a slow disk needs a minute for TensorFlow alone


class StartError(Exception):
    """Something did not start; the text is one line that says what to do."""


def port_must_be_free(port: int, variable: str) -> None:
    """Raises StartError when another program listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            raise StartError(
                f"port {port} is taken by another program. Stop that, or take another: make run {variable}={port + 10}"
            ) from None


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether `url` answers with success within a second."""
    try:
        with urllib.request.urlopen(url, timeout=1) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


class Processes:
    """The processes of the Procfile, as a context: started on entry, all stopped on exit.

    Example:
        with Processes({"POREWISE_MODEL": "models/x.tar.gz"}) as processes:
            processes.wait_until_ready(on_wait)
    """

    def __init__(self, environment: Dict[str, str], log: Path = LOG, only: Optional[str] = None) -> None:
        """`environment` is added to this process's; `only` names one process of the Procfile instead of all."""
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self._log = log
        self._only = [only] if only else []
        self._honcho: Optional[subprocess.Popen] = None

    def __enter__(self) -> Processes:
        self._log.parent.mkdir(exist_ok=True)
        self._honcho = subprocess.Popen(
            [sys.executable, "-m", "honcho", "start", "--no-colour", *self._only],
            cwd=ROOT,
            env=self._environment,
            stdout=self._log.open("w"),
            stderr=subprocess.STDOUT,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End them all, gently first; nothing happens if they have ended."""
        assert self._honcho
        if self._honcho.poll() is None:
            self._honcho.send_signal(signal.SIGTERM)
            try:
                self._honcho.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._honcho.kill()

    @property
    def running(self) -> bool:
        """Whether all are still running: honcho stops the others when one ends."""
        return self._honcho is not None and self._honcho.poll() is None

    def wait_until_ready(self, on_wait: Callable[[float], None] = lambda seconds: None) -> None:
        """Return when every started server answers; `on_wait` is called with the seconds waited, twice a second.

        Raises:
            StartError: one ended, or START_TIMEOUT passed.
        """
        port, actions_port = self._environment["RASA_PORT"], self._environment["ACTIONS_PORT"]
        urls = {"actions": f"http://127.0.0.1:{actions_port}/health", "rasa": f"http://127.0.0.1:{port}/chat/health"}
        missing = [url for name, url in urls.items() if not self._only or name in self._only]
        started = time.monotonic()
        while missing := [url for url in missing if not answers(url)]:
            if not self.running:
                raise StartError(
                    f"a part of Porewise ended while starting. The end of {self._log} says why: {self._tail()}"
                )
            if time.monotonic() - started > START_TIMEOUT:
                raise StartError(f"{missing[0]} does not answer after {START_TIMEOUT:.0f} s; see {self._log}")
            on_wait(time.monotonic() - started)
            time.sleep(0.5)

    def wait(self) -> None:
        """Return when they have ended."""
        assert self._honcho
        self._honcho.wait()

    def _tail(self) -> str:
        lines = [
            line for line in self._log.read_text(errors="replace").splitlines() if "Error" in line or "error" in line
        ]
        return lines[-1].strip() if lines else "no error was written"
