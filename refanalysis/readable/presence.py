"""Who does what where, as readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data.intake import ImportReport


def account(report: ImportReport) -> pd.DataFrame:
    """How many rows were read and what became of them: outcome, rows."""
    import pandas as pd

    rows = [("read", report.read), ("used", report.used), ("exact duplicate of another row", report.duplicate)]
    rows += [(f"left out: {reason}", count) for reason, count in report.dropped.items()]
    return pd.DataFrame(rows, columns=["outcome", "rows"])


def mapped(report: ImportReport) -> pd.DataFrame:
    """Columns of the file and what each was read as: column, heading, tag, read_as, because."""
    return report.columns.rename(columns={"header": "heading"})


def gaps(table: pd.DataFrame, bodies: Mapping[str, str], most: int = 15) -> pd.DataFrame:
    """The largest gaps: sector, area, people (in need, else population), perhaps (organisations without area), lead."""
    shown = table.head(most)
    return shown.assign(
        sector=shown["sector"].map(words.label),
        area=_area(shown),
        people=shown["people_in_need"].fillna(shown["population"]),
        lead=[bodies.get(lead, lead) for lead in shown["lead"]],
    )[["sector", "area", "people", "unplaced", "lead"]]


def single_providers(table: pd.DataFrame, bodies: Mapping[str, str], most: int = 15) -> pd.DataFrame:
    """Sectors and areas on one organisation: sector, area, organisation, people, lead."""
    shown = table.head(most)
    return shown.assign(
        sector=shown["sector"].map(words.label),
        area=_area(shown),
        people=shown["people_in_need"].fillna(shown["population"]),
        lead=[bodies.get(lead, lead) for lead in shown["lead"]],
    )[["sector", "area", "organisation", "people", "lead"]]


def overlaps(table: pd.DataFrame, most: int = 15) -> pd.DataFrame:
    """Several organisations at one place: sector, area, activity, organisations, names; the same activity first."""
    ordered = table.sort_values(["basis", "organisations"], ascending=[True, False], kind="stable").head(most)
    return ordered.assign(
        sector=ordered["sector"].map(words.label), area=_area(ordered), names=ordered["names"].str.replace(";", ", ")
    )[["sector", "area", "activity", "organisations", "names"]]


def connections(table: pd.DataFrame) -> pd.DataFrame:
    """Who connects whom where: area, activity, status, implements, pays, people."""
    return table.assign(
        area=_area(table),
        implements=table["implements"].str.replace(";", ", "),
        pays=table["pays"].str.replace(";", ", "),
    )[["area", "activity", "status", "implements", "pays", "people"]]


def checks(table: pd.DataFrame) -> pd.DataFrame:
    """Each investment with the answer to each question: organisations, activity, area, one column for each question."""
    place = table.assign(area=_area(table), organisations=table["organisations"].str.replace(";", ", "))
    key = ["organisations", "activity", "area"]
    wide = place.pivot_table(index=key, columns="test", values="result", aggfunc="first", sort=False)
    return wide.reindex(columns=["meets a need", "not doubled", "sustained"]).rename_axis(None, axis="columns").reset_index()


def localisation(table: pd.DataFrame) -> pd.DataFrame:
    """Share of each group among organisations, presence and funded work: group and one column for each."""
    wide = table.pivot(index="group", columns="of", values="share").reindex(table["group"].unique())
    counted = [name for name in ("organisations", "presence", "funded work") if table.loc[table["of"] == name, "count"].sum()]
    return wide[counted].rename_axis(None, axis="columns").reset_index()


def _area(table: pd.DataFrame) -> pd.Series:
    return table["area_name"].where(table["area_name"] != "", table["area"]).where(lambda names: names != "", "not stated")
