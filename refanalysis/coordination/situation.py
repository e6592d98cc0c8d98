"""A situation opened by name: an operation of the workspace, or a packaged case."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from refanalysis.coordination.cases import Case, case, cases
from refanalysis.coordination.context import Context, read
from refanalysis.coordination.guidance import Guidance, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a page on coordination needs to know, whether it shows an operation or a case.

    Attributes
    ----------
    name
        Of the operation or case; `title` and `country` go with it (of a case, its title stands for both).
    context
        Levels by dimension, as `read` takes them.
    context_sources
        Keys in sources.csv by dimension; a case was coded from all its sources together.
    guidance
        File of newer rules to lay over the packaged ones, or None.
    case
        The case, or None for an operation.
    """

    name: str
    title: str
    country: str
    context: Mapping[str, object]
    context_sources: Mapping[str, str]
    guidance: Path | None
    case: Case | None


def situation(name: str) -> Situation:
    """The operation or packaged case called `name`; an operation comes first.

    Raises
    ------
    ValueError
        When neither is; operations and cases are listed.
    DataError
        Listing every problem of its files.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> coordination.situation("TCD-2023").title
    'Chad: arrivals from Sudan'
    """
    from refanalysis import data

    if name in data.operations():
        own = data.operation(name)
        return Situation(name=name, title=own.title, country=own.country, context=own.context,
                         context_sources=own.context_sources, guidance=own.guidance, case=None)  # fmt: skip
    known = [*data.operations(), *cases()]
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ValueError(f"no operation or case is called {name!r}{hint}; known: {', '.join(known)}")
    found = case(name)
    keys = ";".join(source["source"] for source in found.sources if source["source"])
    return Situation(name=name, title=found.title, country=found.title, context=found.context.levels,
                     context_sources=dict.fromkeys(found.context.levels, keys), guidance=None, case=found)  # fmt: skip


def context_of(name: str, guidance: Guidance | None = None) -> Context:
    """The context of the operation or packaged case called `name`; errors as `situation`."""
    found = situation(name)
    where = f"case {name}, context" if found.case else f"{name}/operation.toml, [context]"
    return read(found.context, guidance or load(overlay=found.guidance), where)
