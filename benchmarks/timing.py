"""How things are timed here, written as a table, and recorded in README.md under a section's markers."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

README = Path(__file__).with_name("README.md")
REPEATS = 5
Row = dict[str, str]


def cpu(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median CPU time of `work` [s], after one run that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def process_cpu(*arguments: str) -> float:
    """Median CPU time of a whole Python process [s]."""

    def once() -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    return statistics.median(once() for _ in range(REPEATS))


def alone(module: str, function: str) -> tuple[float, float]:
    """CPU time [s] and peak memory [MB] of a function of a module here, called once in a process of its own."""
    code = (
        f"import sys, time; sys.path.insert(0, sys.argv[1]); import timing, {module}; start = time.process_time(); "
        f"{module}.{function}(); print(time.process_time() - start, timing.peak())"
    )
    told = subprocess.run([sys.executable, "-c", code, str(README.parent)], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, told.stdout.split())
    return seconds, megabytes


def peak() -> float:
    """Most memory this process held [MB]; away from Linux it may include the process that started this one."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(work: str, ours: float, peer: str, theirs: float) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else float("nan")
    told = "–" if ratio != ratio else f"{ratio:.2f}" if ratio >= 0.01 else f"1 : {1 / ratio:,.0f}"
    return {"work": work, "CPU s": f"{ours:.3f}", "against": peer, "its CPU s": f"{theirs:.3f}", "ratio": told}


def as_text(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    names = list(rows[0])
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return "\n".join([*lines, *(f"| {' | '.join(each.values())} |" for each in rows)]) + "\n"


def machine() -> str:
    """Day, versions and cores of this run, in a line."""
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, pandas {pd.__version__}, {os.cpu_count()} cores"
    return f"{time.strftime('%Y-%m-%d')}, {versions}; medians of CPU time."


def report(section: str, text: str, record: bool) -> None:
    """Print a section's text; with `record`, put it between the section's markers in README.md."""
    told = f"{machine()}\n\n{text}"
    print(f"{section}\n{told}")
    if record:
        marks = rf"(?s)(<!-- {section} -->\n).*(<!-- end {section} -->)"
        page = README.read_text(encoding="utf-8")
        README.write_text(re.sub(marks, lambda found: found[1] + told + found[2], page), encoding="utf-8")
