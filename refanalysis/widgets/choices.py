"""Dropdowns of what an operation has: its technologies, sites, scenarios, actors, relations and levels of a dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from refanalysis import coordination, data, scenario, words
from refanalysis.widgets.controls import dropdown

if TYPE_CHECKING:
    from ipywidgets import Dropdown

    from refanalysis.coordination import Guidance
    from refanalysis.data import Operation


def technologies(operation: Operation, chosen: str = "") -> Dropdown:
    """Return the technologies the operation names; at first the one `chosen`, else the first."""
    names = data.table("technologies").set_index("technology")["label"]
    return dropdown(_by_label((names[code], code) for code in operation.technologies), chosen or None)


def sites(operation: Operation, chosen: str = "") -> Dropdown:
    """Return the operation's sites by name; at first the one `chosen`, else the operation's focus site."""
    rows = operation.sites.sort_values("site", kind="stable")
    return dropdown(_by_label(zip(rows["site"], rows["site_id"], strict=True)), chosen or operation.focus_site)


def scenarios(operation: Operation, chosen: str = scenario.BASE) -> Dropdown:
    """Return the operation's scenarios; at first the one `chosen`."""
    return dropdown(_by_label((scenario.label(operation, name), name) for name in scenario.names(operation)), chosen)


def actors(operation: Operation, chosen: str = "") -> Dropdown:
    """Return 'All actors' and each actor of the register by name; at first the one `chosen`, else all."""
    rows = operation.actors.sort_values("name", kind="stable")
    return dropdown({"All actors": ""} | _by_label(zip(rows["name"], rows["actor"], strict=True)), chosen)


def relations(operation: Operation, chosen: str = "") -> Dropdown:
    """Return 'All relations' and each kind of tie of the register; at first the one `chosen`, else all."""
    used = sorted(set(operation.ties["relation"]))
    return dropdown({"All relations": ""} | _by_label((words.capital(words.label(each)), each) for each in used), chosen)


def levels(operation: Operation, dimension: str) -> Dropdown:
    """Return the levels of a dimension of the coordination context; at first the operation's own.

    Raises
    ------
    ValueError
        For a dimension that does not exist or holds a list.
    """
    guidance = coordination.load(overlay=operation.guidance)
    known = {name: ("true", "false") if each.kind == "sectors" else each.levels
             for name, each in guidance.dimensions.items() if each.kind != "list"}  # fmt: skip
    if dimension not in known:
        raise ValueError(f"no dimension to choose a level of is called {dimension!r}; known: {', '.join(known)}")
    own = _recorded(coordination.read(operation.context, guidance)[dimension], guidance.dimensions[dimension].levels)
    flags = {"true": "Yes", "false": "No"}
    offered = dict.fromkeys((*known[dimension], words.UNKNOWN, own))
    options = {_named(level, flags): level for level in offered}
    made = dropdown({f"{label} (as recorded)" if level == own else label: level for label, level in options.items()}, own)
    made.description, made.tooltip = dimension_label(dimension, guidance), guidance.meanings[dimension]
    return made


def _recorded(level: str | tuple[str, ...], sectors: tuple[str, ...]) -> str:
    """A recorded level as an option: of sectors true for all, false for none, else their names."""
    if not isinstance(level, tuple):
        return level
    return {sectors: "true", (): "false"}.get(level) or "|".join(level)


def _named(level: str, flags: Mapping[str, str]) -> str:
    return "Some sectors" if "|" in level else flags.get(level) or words.capital(words.label(level))


def dimension_label(dimension: str, guidance: Guidance) -> str:
    """Return what a dimension of the context is, in short: its meaning up to the first colon."""
    return words.capital(guidance.meanings[dimension].partition(":")[0])


def _by_label(options: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes by label; where two share a label, the code is added to it."""
    pairs = list(options)
    times = Counter(label for label, _ in pairs)
    return {label if times[label] == 1 else f"{label} ({code})": code for label, code in pairs}
