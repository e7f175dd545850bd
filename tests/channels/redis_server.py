"""A Redis server of our own, which a test may stop, freeze and start again."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import pytest
import redis

from porewise.supervisor import free_port


class RedisServer:
    """An empty Redis as a context. It writes to the disk (`folder`) only when it is stopped to be started again."""

    def __init__(self, folder: Path) -> None:
        """Raises pytest's failure when the program is not there."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("there is no Redis to test with. Run: make redis")
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.client = redis.Redis.from_url(self.url, decode_responses=True)
        self._command = [program, "--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.wait()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        while True:
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                assert self._process.poll() is None, "redis-server did not start"

    def stop(self) -> None:
        """Stop as an administrator does; what it holds is there again after the next start."""
        self.client.shutdown(save=True)
        self._process.wait(20)

    def freeze(self) -> None:
        """Answer nothing from now on, as if the network were cut."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)
