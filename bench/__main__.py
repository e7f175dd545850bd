"""Porewise's pipeline against the `config.yml` that `rasa init` writes: same data, same run, same machine.

    python -m bench                 # train both, start both, ask both; prints a table, writes reports/bench.json
    python -m bench --epochs 3      # as above, but stop the default's training early and project its 100 epochs
    python -m bench --skip-training # use the two models of the last run

Training the default in full takes hours on two cores. Its start, memory and speed do not depend on how long it trained.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Tuple

import aiohttp
import psutil
import yaml

from porewise.evaluation.default_pipeline import FULL_EPOCHS, default_config
from porewise.settings import ROOT
from porewise.supervisor import Processes, free_port

WORK = ROOT / "build" / "bench"
REPORT = ROOT / "reports" / "bench.json"
ROUNDS = 3
PARALLEL = (1, 32)
MESSAGES = 192  # in a round, shared by the parallel visitors
TURNS = 6  # of a conversation; then the visitor begins a new one
SIDES = ("rasa_default", "porewise")
LOG_TIME = (
    r"(\d{4}-\S+ \S+) INFO .*- (Starting to train|Finished training) component "
    r"'(DIETClassifier|TEDPolicy|UnexpecTEDIntentPolicy)'"
)


def prepare(side: str, epochs: int) -> Path:
    """A project folder for one side: the same domain and data, its own config.yml."""
    folder = WORK / side
    shutil.rmtree(folder / "data", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "domain.yml", folder)
    if side == "porewise":
        shutil.copy(ROOT / "config.yml", folder)
    else:
        (folder / "config.yml").write_text(yaml.safe_dump(default_config(epochs)))
    (folder / "credentials.yml").write_text("rest:\n")
    return folder


def projected(seconds: float, log: str, epochs: int) -> float:
    """Seconds for FULL_EPOCHS, when `epochs` took what the times in `log` say; the rest counts as it was."""
    started: Dict[str, datetime] = {}
    for time_, what, component in re.findall(LOG_TIME, log, re.MULTILINE):
        at = datetime.fromisoformat(time_)
        if what.startswith("Starting"):
            started[component] = at
        else:
            seconds += (at - started[component]).total_seconds() * (FULL_EPOCHS / epochs - 1)
    return seconds


def train(folder: Path) -> float:
    """Seconds that `rasa train` takes."""
    shutil.rmtree(folder / "models", ignore_errors=True)
    started = time.monotonic()
    with (folder / "train.log").open("w") as log:
        command = ["rasa", "train", "--force", "--skip-validation"]
        subprocess.run(command, cwd=folder, env=environment(folder), stdout=log, stderr=log, check=True)
    return time.monotonic() - started


def environment(folder: Path) -> Dict[str, str]:
    """The default gets the threads that it takes by itself, where porewise/settings.py gives one."""
    threads = {} if folder.name == "porewise" else {name: "2" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return {**os.environ, **threads}


class Server:
    """`rasa run` of one side on a free port."""

    def __init__(self, folder: Path) -> None:
        """Take the project folder."""
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhooks/rest/webhook"

    async def __aenter__(self) -> Server:
        """Start it and wait for the first answer."""
        started = time.monotonic()
        log = (self.folder / "run.log").open("w")
        command = ["rasa", "run", "--port", str(self.port), "--interface", "127.0.0.1"]
        self.process = subprocess.Popen(command, cwd=self.folder, env=environment(self.folder), stdout=log, stderr=log)
        self.client = aiohttp.ClientSession()
        while True:
            try:
                if await self.ask("first", "How does Botox make pores smaller?"):
                    break
            except aiohttp.ClientError:
                if self.process.poll() is not None:
                    raise SystemExit(f"rasa run ended; see {self.folder / 'run.log'}") from None
            await asyncio.sleep(0.2)
        self.start_to_answer = time.monotonic() - started
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""
        await self.client.close()
        self.process.terminate()
        self.process.wait()

    async def ask(self, sender: str, text: str) -> List[Dict[str, Any]]:
        """The messages that come back."""
        async with self.client.post(self.url, json={"sender": sender, "message": text}) as reply:
            answered: List[Dict[str, Any]] = await reply.json()
            return answered

    def memory(self) -> float:
        """Resident memory of the process and its children, in MB."""
        process = psutil.Process(self.process.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6


def messages() -> List[str]:
    """Held-out messages that get a plain answer, so that no action server is measured."""
    rules = [r for path in (ROOT / "data").glob("*/rules.yml") for r in yaml.safe_load(path.read_text())["rules"]]
    with_action = {
        rule["steps"][0].get("intent")
        for rule in rules
        if any(str(step.get("action", "")).startswith("action_") for step in rule["steps"])
    }
    found = []
    for path in sorted((ROOT / "tests" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            if block["intent"] not in with_action:
                found += [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
    return found


async def latencies(server: Server, texts: List[str], visitors: int, round_: int) -> List[float]:
    """Milliseconds of each reply when `visitors` ask at the same time, each one question after the other."""

    async def visit(number: int) -> List[float]:
        times = []
        for turn, text in enumerate(texts[number::visitors]):
            started = time.monotonic()
            await server.ask(f"visitor-{visitors}-{round_}-{number}-{turn // TURNS}", text)
            times.append(1000 * (time.monotonic() - started))
        return times

    return [ms for times in await asyncio.gather(*map(visit, range(visitors))) for ms in times]


async def serve(folder: Path) -> Dict[str, float]:
    """Start one side and measure start, memory and latency; latency is the median of ROUNDS rounds."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    del endpoints["tracker_store"]  # in memory, as `rasa init` has it: not the database is measured
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
    texts = (messages() * 3)[:MESSAGES]
    async with Server(folder) as server:
        figures = {"start to first answer, s": server.start_to_answer}
        await latencies(server, texts[:50], 1, -1)  # warm
        figures["memory, MB"] = server.memory()
        for visitors in PARALLEL:
            rounds = [sorted(await latencies(server, texts, visitors, r)) for r in range(ROUNDS)]
            for name, share in (("median", 0.5), ("p95", 0.95)):
                of_rounds = [times[int(share * (len(times) - 1))] for times in rounds]
                figures[f"{name} at {visitors} visitors, ms"] = statistics.median(of_rounds)
    return figures


def table(results: Dict[str, Dict[str, float]]) -> str:
    """Figures side by side, with the ratio default : porewise."""
    rows = [f"{'':32}{'rasa default':>14}{'porewise':>12}{'ratio':>8}"]
    for name in results["porewise"]:
        default, ours = (results[side].get(name, float("nan")) for side in SIDES)
        rows.append(f"{name:32}{default:14.1f}{ours:12.1f}{default / ours:7.1f}x")
    return "\n".join(rows)


def main() -> None:
    """Measure both sides."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--skip-training", action="store_true", help="use the two models of the last run")
    parser.add_argument("--epochs", type=int, default=FULL_EPOCHS, help="of the default's training; projected to 100")
    arguments = parser.parse_args()
    earlier = json.loads(REPORT.read_text()) if arguments.skip_training else {}
    results: Dict[str, Dict[str, float]] = {side: {} for side in SIDES}
    folders: List[Tuple[str, Path]] = [(side, WORK / side) for side in SIDES]
    for side, folder in folders:
        if arguments.skip_training:
            results[side]["training, s"] = earlier[side]["training, s"]
        else:
            print(f"Training {side} ...", flush=True)
            results[side]["training, s"] = train(prepare(side, arguments.epochs))
            if side == "rasa_default" and arguments.epochs != FULL_EPOCHS:
                measured, log = results[side]["training, s"], (folder / "train.log").read_text()
                print(f"  {measured:.0f} s for {arguments.epochs} epochs; projected to {FULL_EPOCHS}:", flush=True)
                results[side]["training, s"] = projected(measured, log, arguments.epochs)
            print(f"  {results[side]['training, s']:.0f} s", flush=True)
            REPORT.parent.mkdir(exist_ok=True)
            REPORT.write_text(json.dumps(results, indent=1))
    ports = {"ACTIONS_PORT": str(free_port())}
    ports["ACTION_ENDPOINT_URL"] = f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook"
    os.environ.update(ports)
    with Processes(ports, log=WORK / "actions.log", only="actions") as actions:
        actions.wait_until_ready()
        for side, folder in folders:
            print(f"Asking {side} ...", flush=True)
            results[side].update(asyncio.run(serve(folder)))
    REPORT.write_text(json.dumps(results, indent=1))
    print(table(results))


if __name__ == "__main__":
    main()
