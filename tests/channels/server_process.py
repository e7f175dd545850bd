"""The stub clinic as a process of its own, which a test may kill and start again."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path


class ServerProcess:
    """As a context. It may die by itself; `start` brings it back at the same address, with the same log."""

    def __init__(self, log: str, seconds: float = 15) -> None:
        """`log` and `seconds` as of the website channel."""
        self._port = _port()
        self._command = [sys.executable, str(Path(__file__).with_name("stub_clinic.py"))]
        self._command += [str(self._port), log, str(seconds)]
        self.address = f"http://127.0.0.1:{self._port}/chat"

    def __enter__(self) -> ServerProcess:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGKILL)

    def begin(self) -> None:
        """Start, and do not wait until it answers."""
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as the process lives
        self._process = subprocess.Popen(self._command, stdout=self._said, stderr=subprocess.STDOUT)

    def start(self) -> None:
        self.begin()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/health", timeout=1).close()
                return
            except OSError:
                if not self.is_alive():
                    break
                time.sleep(0.1)
        self._said.seek(0)
        raise AssertionError(f"the server does not answer; it said:\n{self._said.read().decode()[-2000:]}")

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self, how: signal.Signals) -> float:
        """Send the signal; gives the seconds until the process has ended."""
        began = time.monotonic()
        self._process.send_signal(how)
        self._process.wait(30)
        return time.monotonic() - began

    def wait_until_dead(self) -> None:
        self._process.wait(30)


def _port() -> int:
    """A free one below those that the system gives out: a browser that knocks on one of these may reach itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
