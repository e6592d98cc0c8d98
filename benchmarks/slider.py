"""Times a move of a control above a site's cost, from the new value to the HTML that is shown: computation, drawing, encoding.

Moves the horizon, the option and the site in turn. The time is wall-clock, as a reader waits; the limit is 150 ms.
"""

from __future__ import annotations

import statistics
import time

from refanalysis import data, widgets
from refanalysis.widgets import Explorer, views

LIMIT = 150  # [ms]
ROUNDS = 5
MOVES = {
    "horizon": (5, 8, 12, 15, 20),
    "technology": ("leo", "rural_lite", "wifi_zone", "connected_centre", "macro_4g"),
    "site": ("UGA-001", "UGA-005", "UGA-009", "UGA-020", "UGA-002"),
}


def text() -> str:
    """Every control moved, as a Markdown table."""
    case = data.operation("uganda")
    explorer = widgets.explore(views.cost_of_site(case), **views.cost_controls(case))
    measured(explorer)  # everything that is read or cached once
    return as_text([each for _ in range(ROUNDS) for each in measured(explorer)])


def measured(explorer: Explorer) -> list[tuple[str, float, float]]:
    """Control, wall-clock and CPU time of every move [ms]."""
    found = []
    for name, values in MOVES.items():
        for value in values:
            wall, cpu = time.perf_counter(), time.process_time()
            explorer.controls[name].value = value
            found.append((name, 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)))
            assert explorer.error is None
        explorer.controls[name].value = {"horizon": 10}.get(name, values[-1])
    return found


def as_text(times: list[tuple[str, float, float]]) -> str:
    """The rows as a Markdown table."""
    head = "| work | median ms | slowest of ten ms | CPU ms | limit ms |\n|---|---|---|---|---|\n"
    rows = [_row("slider: any control", times)]
    rows += [_row(f"slider: {name}", [each for each in times if each[0] == name]) for name in MOVES]
    return f"{head}{''.join(rows)}"


def _row(work: str, times: list[tuple[str, float, float]]) -> str:
    wall, cpu = (sorted(each[place] for each in times) for place in (1, 2))
    slow = wall[int(0.9 * (len(wall) - 1))]
    return f"| {work} | {statistics.median(wall):.0f} | {slow:.0f} | {statistics.median(cpu):.0f} | {LIMIT} |\n"
