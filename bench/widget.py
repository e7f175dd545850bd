"""What the chat costs a page: size, requests, script time on a slow processor, memory; beside the page without it.

    python bench/widget.py

A clinic's page on another origin, Chromium with the processor slowed four times (DevTools), median of seven loads. The
chat is not opened: this is what every visitor of the site pays.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
from typing import Dict, List

from playwright.sync_api import Browser, sync_playwright

from porewise.channels.widget import load_widget
from porewise.settings import ROOT

sys.path += [str(ROOT / "tests" / "channels"), str(ROOT / "tests" / "browser")]
from clinic_site import ClinicSite
from stub_clinic import StubAgent, serve, website

LOADS = 7
SLOWER = 4
SETTLED = 1500  # ms after the load
MEASURED = {"ScriptDuration": "script, ms", "TaskDuration": "tasks, ms", "JSHeapUsedSize": "heap, MB"}
BROTLI = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)).length.toString())"
# Others as we measured them on 22 November 2026 by the same method: kB (raw, gzip -9, brotli), ms at 4x slower.
OTHERS = """\
| rasa-webchat 1.0.1 | 715.1 | 211.5 | 173.6 | 439-503 | 674-796 | 3.4 |
| RasaHQ chat-widget 0.1.19 | 200.5 | 51.3 | 43.4 | 50-86 | 417-530 | 2.1 |
| size prototype | 22.9 | 8.9 | 7.9 | 28 | 198 | 1.3 |
| empty page | | | | 0 | 111-180 | 1.0 |"""
FACTOR = {"ScriptDuration": 1000, "TaskDuration": 1000, "JSHeapUsedSize": 1e-6}


def load(browser: Browser, address: str) -> Dict[str, float]:
    """What one load of the page at `address` costs."""
    page = browser.new_context().new_page()
    requests: List[str] = []
    page.on("request", lambda request: requests.append(request.url))
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tools.send("Performance.enable")
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED)
    metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    page.context.close()
    return {**{MEASURED[name]: metrics[name] * FACTOR[name] for name in MEASURED}, "requests": float(len(requests))}


def brotli(body: bytes) -> int:
    """How long `body` is when Node has made it small; Python has no brotli."""
    return int(subprocess.run(["node", "-e", BROTLI], input=body, capture_output=True, check=True).stdout)


def main() -> None:
    """Print both tables."""
    built = load_widget()
    print("| file, bytes | raw | gzip -9 | brotli |\n|---|---|---|---|")
    for name, body in (("loader", built.loader), ("whole widget", built.whole)):
        print(f"| {name} | {len(body):,} | {len(gzip.compress(body, 9)):,} | {brotli(body):,} |")
    site = ClinicSite()
    with serve(website(origins=[site.origin]), StubAgent()) as chat, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        pages = {"page without it": site.page(chat, tag="<!-- -->"), "page with the chat": site.page(chat)}
        loads: Dict[str, List[Dict[str, float]]] = {name: [] for name in pages}
        for _ in range(LOADS):  # in turns, so that both see the same noise
            for name, address in pages.items():
                loads[name].append(load(browser, address))
        browser.close()
    columns = list(loads["page without it"][0])
    print(f"\n| at {SLOWER}x slower | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name, all_ in loads.items():
        cells = (f"{statistics.median(one[column] for one in all_):.1f}" for column in columns)
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"\n| others | raw kB | gzip | brotli | script ms | tasks ms | heap MB |\n|---|{'---|' * 6}\n{OTHERS}")


if __name__ == "__main__":
    main()
