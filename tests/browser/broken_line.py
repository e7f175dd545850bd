"""The line between a browser and the assistant's server, which a test can break in the ways in which lines break."""

from __future__ import annotations

import random
import socket
import struct
import threading
from contextlib import suppress
from urllib.parse import urlsplit

ABRUPT = struct.pack("ii", 1, 0)


class Line:
    """Forwards connections to the server at `address`. `breaks` counts those that it has cut."""

    def __init__(self, address: str) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}{urlsplit(address).path}"
        self._server = _host_and_port(address)
        self.breaks = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._dead = False
        self._flowing = threading.Event()
        self._flowing.set()
        self._chance: random.Random | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.thaw()
        self._socket.close()
        self.cut()

    def lead_to(self, address: str) -> None:
        """Hold again, and go to another server from now on."""
        self._dead = False
        self._server = _host_and_port(address)
        self.cut()

    def cut(self) -> None:
        """Break all connections that there are, without a goodbye."""
        with self._lock:
            hanging, self._open = self._open, set()
        for end in hanging:
            _drop(end)
        self.breaks += len(hanging) // 2

    def die(self) -> None:
        """Cut, and let no new connection be made until `mend`."""
        self._dead = True
        self.cut()

    def freeze(self) -> None:
        """Carry nothing any more, and say nothing of it: as behind a router that forgot the connection."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Carry all that was held up."""
        self._flowing.set()

    def storm(self, seed: int) -> None:
        """Break each new connection somewhere: at once, within a request, before its answer, or within that."""
        self._chance = random.Random(seed)
        self.cut()

    def mend(self) -> None:
        """New connections hold again. What was frozen is cut."""
        self._dead, self._chance = False, None
        if not self._flowing.is_set():
            self.cut()
            self.thaw()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._socket.accept()
                if self._dead:
                    _drop(near)
                    self.breaks += 1
                    continue
                try:
                    far = socket.create_connection(self._server)
                except OSError:
                    _drop(near)
                    continue
                with self._lock:
                    self._open |= {near, far}
                there, back = self._budgets()
                for one, other, budget in ((near, far, there), (far, near, back)):
                    threading.Thread(target=self._carry, args=(one, other, budget), daemon=True).start()

    def _budgets(self) -> tuple[int, int]:
        """After how many bytes this connection breaks, there and back."""
        if self._chance is None:
            return 1 << 60, 1 << 60
        return self._chance.choice((0, 200, 900, 4_000, 1 << 60)), self._chance.randrange(2_500)

    def _carry(self, one: socket.socket, other: socket.socket, budget: int) -> None:
        with suppress(OSError):
            while piece := one.recv(min(65_536, max(budget, 1))):
                self._flowing.wait()
                other.sendall(piece[:budget])
                budget -= len(piece)
                if budget <= 0:
                    self._break(one, other)
                    return
        for end in (one, other):
            with self._lock:
                self._open.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _break(self, one: socket.socket, other: socket.socket) -> None:
        with self._lock:
            known = one in self._open
            self._open -= {one, other}
        self.breaks += known
        _drop(one)
        _drop(other)


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return str(parts.hostname), int(parts.port or 80)


def _drop(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
        end.shutdown(socket.SHUT_RDWR)
    end.close()
