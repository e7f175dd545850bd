"""The commands as a person types them, and what they say when something is in the way."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List

import psutil
import pytest

from porewise.settings import ROOT
from porewise.supervisor import answers, free_port

SETUP_NEEDS = ["tools/setup.sh", "requirements.lock", "pyproject.toml", ".python-version", "spacy_model/pyproject.toml"]


def run(command: List[str], cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )


def stopped_with(result: subprocess.CompletedProcess, *words: str) -> None:
    """It failed, and its last words are one line that helps."""
    assert result.returncode != 0
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("Stopped: ")]
    assert all(word in line for word in words), line
    assert "Traceback" not in result.stderr


def test_make_alone_lists_the_targets() -> None:
    output = run(["make"]).stdout
    for target in (
        "run",
        "test",
        "check",
        "evaluate",
        "benchmark-nlu",
        "replay",
        "chat",
        "train",
        "faq",
        "review-sheet",
    ):
        assert re.search(rf"make {target} +\w", output), target


@pytest.mark.parametrize(
    "command", ["run", "train", "check", "chat", "replay", "evaluate", "benchmark-nlu", "faq", "review"]
)
def test_every_command_helps(command: str) -> None:
    result = run(["porewise", command, "--help"])
    assert result.returncode == 0 and "Usage: porewise" in result.stdout and len(result.stdout.splitlines()) >= 5


class TestWhatIsInTheWay:
    """One clear line, and a failure that scripts can see."""

    @pytest.mark.parametrize("variable", ["RASA_PORT", "ACTIONS_PORT"])
    def test_a_taken_port(self, variable: str) -> None:
        with socket.socket() as other:
            other.bind(("0.0.0.0", 0))
            other.listen()
            port = other.getsockname()[1]
            free = {"RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
            result = run(["porewise", "run"], **{**free, variable: str(port)})
        stopped_with(result, f"port {port} is taken", f"make run {variable}=")

    def test_a_broken_clinic_file(self, tmp_path: Path) -> None:
        path = tmp_path / "clinic.yml"
        path.write_text((ROOT / "clinic.yml").read_text().replace("phone:", "telephone:", 1))
        stopped_with(run(["porewise", "run"], CLINIC_FILE=str(path)), "clinic.yml, line", "`telephone`", "Allowed here")

    def test_a_clinic_file_that_is_not_there(self) -> None:
        stopped_with(run(["porewise", "train"], CLINIC_FILE="nowhere.yml"), "nowhere.yml", "no such file")

    def test_data_that_the_benchmark_cannot_read(self, tmp_path: Path) -> None:
        (tmp_path / "train.csv").write_text("question,answer\nhow much,cost\n")
        stopped_with(run(["porewise", "benchmark-nlu", str(tmp_path)]), "train.csv, line 1", "text,label")
        stopped_with(run(["make", "benchmark-nlu"]), "DATA=folder")

    def test_messages_of_others_are_not_kept(self, model: Path) -> None:
        stopped_with(run(["porewise", "evaluate", "tests/visitors", "--keep"]), "--keep", "leave the folders out")

    def test_a_line_that_replay_cannot_read(self, tmp_path: Path) -> None:
        path = tmp_path / "in.jsonl"
        path.write_text('{"text": "hello"}\nhello\n')
        stopped_with(run(["porewise", "replay", str(path), str(tmp_path / "out.jsonl")]), "in.jsonl, line 2")

    @pytest.mark.parametrize("python", [sys.executable.replace("python3.10", "nothing"), "/bin/true"])
    def test_a_python_that_is_none(self, tmp_path: Path, python: str) -> None:
        stopped_with(run(["bash", self.setup(tmp_path)], PYTHON310=python + "x"), "is not a Python 3.10")

    def test_no_network(self, tmp_path: Path) -> None:
        """No cache, no registry: every address of one points at a closed port of this machine."""
        nowhere = "http://127.0.0.1:9/simple"
        environment = {
            "UV_DEFAULT_INDEX": nowhere,
            "UV_INDEX_URL": nowhere,
            "PIP_INDEX_URL": nowhere,
            "PIP_RETRIES": "0",
            "UV_HTTP_RETRIES": "0",
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_FIND_LINKS": "",
            "PYTHON310": os.path.realpath(sys.executable),
        }
        stopped_with(run(["bash", self.setup(tmp_path)], **environment), "Is there a network?", "var/setup.log")

    @staticmethod
    def setup(folder: Path) -> str:
        """A copy of what `make setup` reads, so that the real environment is left alone."""
        for name in SETUP_NEEDS:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        return str(folder / "tools" / "setup.sh")


def test_setup_has_nothing_to_do_the_second_time() -> None:
    started = time.monotonic()
    result = run(["tools/setup.sh"])
    assert result.returncode == 0 and result.stdout == "" and time.monotonic() - started < 5


@pytest.fixture()
def make_run(model: Path, tmp_path: Path) -> Iterator[Dict[str, object]]:
    """`make run` in a session of its own, as a terminal gives it."""
    port = free_port()
    environment = {
        **os.environ,
        "RASA_PORT": str(port),
        "ACTIONS_PORT": str(free_port()),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'conversations.db'}",
    }
    environment.pop("ACTION_ENDPOINT_URL", None)
    output = tmp_path / "output"
    process = subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        env=environment,
        stdout=output.open("w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    yield {"process": process, "port": port, "output": output}
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def test_make_run_prints_one_address_answers_there_and_ctrl_c_stops_everything(make_run: Dict[str, object]) -> None:
    process, port, output = make_run["process"], make_run["port"], make_run["output"]
    assert isinstance(process, subprocess.Popen) and isinstance(output, Path)
    address = f"http://localhost:{port}/chat/"
    deadline = time.monotonic() + 120
    while address not in output.read_text() and time.monotonic() < deadline:
        assert process.poll() is None, output.read_text()
        time.sleep(0.5)
    assert re.findall(r"https?://\S+", output.read_text()) == [address]
    assert answers(address)
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 4  # porewise, honcho, Rasa, actions
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=30)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == [] and not answers(address)
    assert "Stopped." in output.read_text()


def test_chat_talks_in_the_terminal_and_a_number_picks_a_reply(model: Path) -> None:
    said = subprocess.run(
        ["porewise", "chat"], cwd=ROOT, input="does botox hurt\n1\n99\n", capture_output=True, text=True, timeout=120
    )
    assert said.returncode == 0, said.stderr
    answers_ = said.stdout.split("You: ")
    assert (
        "automated assistant" in answers_[0]
        and "pinch" in answers_[1]
        and "  1  What happens at a session?" in answers_[1]
    )
    assert "prescriber" in answers_[2] and "  1  Does Botox hurt?" in answers_[2]
    assert max(map(len, said.stdout.splitlines())) <= 100 and "Goodbye" in answers_[-1]


def test_replay_gives_what_its_help_promises(tmp_path: Path, model: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"text": "and for lasers?", "context": "how long does botox last"},
        {"text": "compare botox and microneedling"},
        {"text": '/ask_pain{"treatment": "botox"}'},
        {"text": "in the middle of nowhere", "context": "I want to book\nBOT: What is your name?"},
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = run(["make", "replay", f"FILE={source}", f"OUT={target}"])
    assert result.returncode == 0, result.stderr
    out = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["text"] for row in out] == [row["text"] for row in rows]
    assert set(out[0]) == {"text", "context", "intent", "confidence", "entities", "actions", "replies"}
    assert out[0]["entities"] == [{"entity": "treatment", "value": "fractional_laser"}]
    assert out[0]["replies"][0]["metadata"]["id"] == "duration_fractional_laser"
    assert out[1]["actions"] == ["action_compare_treatments"] and out[1]["replies"][0]["name"] == "utter_comparison"
    assert out[2]["intent"] != "ask_pain" or out[2]["confidence"] < 1  # a visitor's text is never a command
