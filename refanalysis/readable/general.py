"""Result tables as readers see them: the rows and columns a page shows, with names in place of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.schema import QUALITIES

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation

OPTIONS = {"low": "per user-month, low", "median": "per user-month, median", "high": "per user-month, high",
           "purchase": "first equipment", "running": "running cost"}  # fmt: skip
_CAUTIONS = {
    "reach": "serves zones, not the whole site",
    "density": "needs more terminals than the published limit for the land",
}


_EXTENT = {
    "reach": lambda ratio: f"{words.share(ratio)} of the land is within reach",
    "density": lambda ratio: f"{words.number(ratio)} times the limit",
}


def options(ranges: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Options side by side, lowest cost per user and month first.

    Parameters
    ----------
    ranges
        Table `summary` of one site or of all.
    labels
        Name of each technology.

    Returns
    -------
    pandas.DataFrame
        option, purchase and total (medians), low, median, high (5th percentile, median and 95th percentile of the cost per
        user and month), running (share of the present value that is running cost, before overhead; median).
    """
    wide = ranges.pivot_table(index="technology", columns="outcome", values=["p05", "p50", "p95"], sort=False)
    frame = wide["p50"][["initial_capex", "tco"]].assign(
        low=wide[("p05", "cost_per_user_month")],
        median=wide[("p50", "cost_per_user_month")],
        high=wide[("p95", "cost_per_user_month")],
        running=wide[("p50", "opex_share")],
    )
    named = frame.sort_values("median").rename(columns={"initial_capex": "purchase", "tco": "total"}).rename(index=labels)
    return named.rename_axis("option").rename_axis(None, axis="columns").reset_index()


def sites_won(won: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """How many sites each option is the cheapest of, and in which share of the draws: option, sites, probability.

    Parameters
    ----------
    won
        Table from `refanalysis.tco.cheapest`; rows of all sites together are left out.
    """
    sites = won[won["site"] != "all"]
    groups = sites.groupby("technology", sort=False)
    frame = groups["cheapest"].sum().astype(int).to_frame("sites").assign(probability=groups["probability"].mean())
    ordered = frame.sort_values(["sites", "probability"], ascending=False).rename(index=labels)
    return ordered.rename_axis("option").reset_index()


def care(cautions: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Where an option is not what its cost suggests: option, caution in words, sites concerned, extent at the median site."""
    ratio = cautions["value"] / cautions["limit"]
    groups = cautions.assign(ratio=ratio).groupby(["technology", "caution"], sort=False)
    frame = groups["ratio"].agg(sites="size", median="median").reset_index()
    extent = [_EXTENT[row.caution](row.median) for row in frame.itertuples(index=False)]
    named = frame.assign(technology=frame["technology"].map(labels), caution=frame["caution"].map(_CAUTIONS), extent=extent)
    return named.rename(columns={"technology": "option"}).drop(columns="median")


def assumptions(used: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Assumptions as a reader checks them: parameter, holds_for, low, mode, high, unit, as_given, quality, source."""
    holds = [
        ", ".join(part for part in (labels.get(row.technology, row.technology), words.label(row.component)) if part) or "all"
        for row in used.itertuples()
    ]
    frame = used.assign(parameter=used["parameter"].map(words.label), holds_for=holds)
    return frame[["parameter", "holds_for", "low", "mode", "high", "unit", "as_given", "quality", "source"]]


def top_actors(measures: pd.DataFrame, names: Mapping[str, str], chosen: Sequence[str], most: int = 15) -> pd.DataFrame:
    """The actors that come first by the first of the chosen measures: actor, then one column for each measure.

    Parameters
    ----------
    measures
        Table `measures`.
    names
        Name of each actor.
    chosen
        Measures to show.
    most
        Actors to show.
    """
    wide = measures[measures["measure"].isin(list(chosen))].pivot_table(index="actor", columns="measure", values="value")
    frame = wide.reindex(columns=list(chosen)).drop(index="all", errors="ignore")
    frame = frame.sort_values([*chosen], ascending=False).head(most).rename(index=names)
    return frame.rename_axis("actor").rename_axis(None, axis="columns").reset_index()


def known_facts(status: pd.DataFrame) -> pd.DataFrame:
    """What is known of a country for a connectivity assessment: fact, answer, year, quality, source."""
    known = status[status["status"] == "known"]
    answers = [row.text or words.quantity(row.value, row.unit) for row in known.itertuples()]
    return known.assign(fact=known["label"], answer=answers)[["fact", "answer", "year", "quality", "source"]]


def unknown_facts(status: pd.DataFrame) -> str:
    """A sentence that names what is not known of a country."""
    missing = status.loc[status["status"] == "unknown", "label"]
    return f"Not known: {'; '.join(missing)}." if len(missing) else "Everything asked for is known."


def operations(cases: Sequence[Operation]) -> pd.DataFrame:
    """Operations side by side: operation, title, sites, people, actors, ties, unknown_levels."""
    import pandas as pd

    rows = [
        {
            "operation": case.name,
            "title": case.title,
            "sites": len(case.sites),
            "people": case.sites["population"].sum(),
            "actors": len(case.actors),
            "ties": len(case.ties),
            "unknown_levels": sum(level == words.UNKNOWN for level in case.context.values()),
        }
        for case in cases
    ]
    return pd.DataFrame(rows)


def quality(shared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of each shared table that states quality, by quality: table, rows, then one column for each quality."""
    import pandas as pd

    counted = {name: frame["quality"].value_counts() for name, frame in shared.items() if "quality" in frame}
    frame = pd.DataFrame(counted).T.reindex(columns=QUALITIES).fillna(0).astype(int)
    frame.insert(0, "rows", frame.sum(axis=1))
    return frame.rename(index=words.label).rename_axis("table").reset_index()


def countries(sites: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Sites and people by country, most people first: country, sites, people, located (share of sites with a usable point)."""
    groups = sites.assign(located=sites["lat"].notna()).groupby("iso3")
    frame = groups.agg(sites=("site_id", "size"), people=("population", "sum"), located=("located", "mean"))
    named = frame.join(names.set_index("iso3")["country"]).sort_values("people", ascending=False)
    return named.reset_index(drop=True)[["country", "sites", "people", "located"]]


def evidence(*frames: pd.DataFrame) -> pd.DataFrame:
    """The rows a page rests on, whatever their table: quality and source of each."""
    import pandas as pd

    return pd.concat([frame[["quality", "source"]] for frame in frames], ignore_index=True)


def rules_in_force(rules: pd.DataFrame, verdicts: Mapping[str, tuple[str, tuple[str, ...]]]) -> pd.DataFrame:
    """The rules that apply, each with its source; rules of the source document count as published, those of practice as quoted.

    Parameters
    ----------
    verdicts
        Status of each rule, from an arrangement.
    """
    fired = rules[[verdicts[rule][0] == "fired" for rule in rules["rule"]]]
    return fired.assign(quality=fired["layer"].map({"source": "published", "practice": "quoted"}))


def context(levels: Mapping[str, str], dimensions: pd.DataFrame, sources: Mapping[str, str]) -> pd.DataFrame:
    """The situation as the coordination rules see it (`coordination.worded`): dimension, level, description, source."""
    rows = dimensions.set_index("dimension")["description"].to_frame()
    frame = rows.reindex(list(levels)).assign(level=list(levels.values()), source=[sources.get(name, "") for name in levels])
    return frame.reset_index()[["dimension", "level", "description", "source"]]


def in_words(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A copy of `frame` with the short names in some columns written out, as 'un_agency' is 'UN agency'."""
    return frame.assign(**{name: frame[name].map(words.label) for name in columns})


def cut_offs(cuts: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Actors on whom others depend for any link: name, kind, cut_off (how many), actors (their names).

    Parameters
    ----------
    cuts
        Table `cut_offs`.
    names
        Short name of each actor.
    """
    lists = cuts["actors"].map(lambda cell: ", ".join(str(names[actor]) for actor in cell.split(";")))
    return in_words(cuts, "kind").assign(actors=lists).drop(columns="actor")
