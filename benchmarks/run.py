"""Times what README.md describes: each piece of work against a named peer or a physical limit, in the same run.

Prints tables of CPU seconds and ratios; with --record it also writes them into README.md, with names of sections it runs only
those. A section of its own is a module here with a function `text`; this one holds what belongs to no model alone.
"""

from __future__ import annotations

import argparse
import os

import coordination as of_coordination
import cost
import network as of_networks
import networkx as nx
import numpy as np
import pandas as pd
import portfolio
import simulation
import slider
import timing
import uncertainty
from timing import cpu, process_cpu, row

from refanalysis import assumptions, coordination, data, network, sampling, tco

CONTEXTS = 100_000
DRAWS = 1_000


def start_up() -> dict[str, str]:
    """Importing the package against starting Python."""
    return row(
        "`import refanalysis`", process_cpu("-c", "import refanalysis"), "an empty Python process", process_cpu("-c", "")
    )


def help_page() -> dict[str, str]:
    """`refanalysis --help` against importing the library that draws it."""
    ours = process_cpu("-m", "refanalysis.cli", "--help")
    return row("`refanalysis --help`", ours, "`import typer`", process_cpu("-c", "import typer"))


def reading() -> dict[str, str]:
    """Reading and checking sites.csv against only parsing it."""
    path = data.workspace() / "data" / data.FILES["sites"]
    ours = cpu(lambda: (os.utime(path), data.read(path, "sites")))
    return row("read and check 262 sites", ours, "`pandas.read_csv`", cpu(lambda: pd.read_csv(path)))


def ledger() -> dict[str, str]:
    """The dated ledger of Bangladesh against writing as many plain rows."""
    operation = data.operation("bangladesh")
    values = assumptions.load(operation)
    flows = tco.cash_flows(operation, values)
    columns = {name: flows[name].to_numpy() for name in flows}
    work = f"cash flows, {flows['site'].nunique()} sites x {flows['technology'].nunique()} technologies ({len(flows):,} rows)"
    return row(
        work, cpu(lambda: tco.cash_flows(operation, values)), "a frame of these arrays", cpu(lambda: pd.DataFrame(columns))
    )


def draws() -> dict[str, str]:
    """Outcomes over draws against the bare contraction of arrays of the same size."""
    operation = data.operation("bangladesh")
    values = assumptions.load(operation)
    sites, horizon = len(operation.sites), operation.levers["horizon"]
    components = data.bills()
    rows = int(components["technology"].isin(operation.technologies).sum())
    generator = np.random.default_rng(1)
    needed, cost = generator.random((rows, sites, horizon, DRAWS)), generator.random((rows, horizon, DRAWS))
    ours = cpu(lambda: tco.outcomes_by_draw(operation, sampling.draw(values, DRAWS, 1)), repeats=3)
    bare = cpu(lambda: np.einsum("csad,cad->sd", needed, cost), repeats=3)
    return row(f"outcomes of {sites} sites x 7 technologies x {DRAWS:,} draws", ours, "NumPy contraction of that size", bare)


def rules() -> dict[str, str]:
    """Every rule over many contexts against pandas evaluating the distinct conditions that pandas can."""
    guidance = coordination.load()
    dimensions = data.table("dimensions")
    generator = np.random.default_rng(1)
    plain = dimensions[dimensions["kind"] != "list"]
    contexts = pd.DataFrame({line.dimension: generator.choice(_levels(line), CONTEXTS) for line in plain.itertuples()})
    frame = contexts.apply(lambda column: column == "true" if set(column) <= {"true", "false"} else column)
    distinct = [text for text in data.table("rules")["condition"].unique() if text != "True" and "lead_override" not in text]
    conditions = [text.replace("{", "[").replace("}", "]") for text in distinct]
    ours = cpu(lambda: coordination.evaluate_many(guidance, contexts), repeats=3)
    peer = cpu(lambda: [frame.eval(text) for text in conditions], repeats=3)
    return row(f"250 rules over {CONTEXTS:,} contexts", ours, f"pandas eval of their {len(conditions)} conditions", peer)


def _levels(line: object) -> list[str]:
    return [level for level in line.levels.split("|") if level != "unknown"]


def measures() -> dict[str, str]:
    """The whole measure table of Uganda against one of its measures in networkx."""
    operation = data.operation("uganda")
    graph = network.graph(operation.actors, operation.ties)
    flat = network.collapsed(graph)
    work = f"all measures of {graph.number_of_nodes()} actors"
    ours = cpu(lambda: network.measures(graph))
    return row(
        work,
        ours,
        "networkx betweenness and closeness",
        cpu(lambda: (nx.betweenness_centrality(flat), nx.closeness_centrality(flat))),
    )


COMPARISONS = (start_up, help_page, reading, ledger, draws, rules, measures)


def text() -> str:
    """What belongs to no model alone."""
    return timing.as_text([comparison() for comparison in COMPARISONS])


SECTIONS = {
    "figures": text,
    "cost": cost.text,
    "portfolio": portfolio.text,
    "uncertainty": uncertainty.text,
    "slider": slider.text,
    "network": of_networks.text,
    "coordination": of_coordination.text,
    "simulation": simulation.text,
}


def main() -> None:
    """Run the sections that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all when none is named")
    parser.add_argument("--record", action="store_true", help="write the figures into benchmarks/README.md")
    asked = parser.parse_args()
    unknown = set(asked.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(sorted(unknown))}; known: {', '.join(SECTIONS)}")
    for name in asked.sections or SECTIONS:
        timing.report(name, SECTIONS[name](), asked.record)


if __name__ == "__main__":
    main()
