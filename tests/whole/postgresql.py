"""A PostgreSQL server of our own, which a test may stop."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from glob import glob
from pathlib import Path
from typing import List

import psycopg2
import pytest

from porewise.supervisor import free_port

USER = "porewise"


class PostgreSQL:
    """A new, empty database in a temporary folder, as a context: started on entry, gone on exit."""

    def __init__(self) -> None:
        """Raises pytest's failure when the programs are not there."""
        self._initdb, self._pg_ctl = _program("initdb"), _program("pg_ctl")
        self._port = free_port()
        self.url = f"postgresql://{USER}@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> PostgreSQL:
        # Not pytest's folder: nobody but its owner may enter that, and the server does not run as root.
        self._folder = Path(tempfile.mkdtemp(prefix="porewise-postgresql-"))
        user = _server_user()
        shutil.chown(self._folder, user)
        self._as_user: List[str] = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
        self._data = self._folder / "data"
        self._run(self._initdb, "-D", str(self._data), "--username", USER, "--auth", "trust", "--no-sync")
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} -c fsync=off"
        )
        self._run(self._pg_ctl, "start", "-w", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", options)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """Stop at once, as in a crash; nothing happens when it has stopped."""
        if (self._data / "postmaster.pid").exists():
            self._run(self._pg_ctl, "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def be_read_only(self) -> None:
        """Refuse every change from now on, as a server does that stands in for another."""
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("alter system set default_transaction_read_only = on")
            cursor.execute("select pg_reload_conf()")
        connection.close()

    def _run(self, *command: str) -> None:
        # Output to a file: the server inherits it, and a pipe would stay open as long as the server runs.
        with (self._folder / "output").open("a") as output:
            result = subprocess.run(
                [*self._as_user, *command], cwd=self._folder, stdout=output, stderr=output, timeout=60
            )
        assert result.returncode == 0, (self._folder / "output").read_text()


def _program(name: str) -> str:
    folders = [os.environ.get("PATH", ""), *sorted(glob("/usr/lib/postgresql/*/bin"), reverse=True)]  # Debian's place
    path = shutil.which(name, path=os.pathsep.join(folders))
    if path is None:
        pytest.fail("there is no PostgreSQL to test with. Run: make postgresql")
    return path


def _server_user() -> str:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"
