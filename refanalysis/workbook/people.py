"""Sheets `Sites` and `Demand`: people today, and users and traffic by year, one step in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.styles import INPUT, PLACEHOLDER, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

SITES, DEMAND = "Sites", "Demand"
ALL = "all"
_GB = "3600/8/1000*365.25/12"  # GB a month of one Mbps for an hour of each day
_STEPS = {
    "population": "person", "people_in_reach": "person", "potential_users": "user", "users": "user",
    "busy_hour_mbps": "Mbps", "gb_per_month": "GB/month",
}  # fmt: skip
_SUMMED = ("users", "busy_hour_mbps", "gb_per_month")


@dataclass(frozen=True, slots=True)
class Demand:
    """Row of each step on sheet `Demand`, by site (or `all`) and step."""

    rows: dict[tuple[str, str], int]

    def at(self, site: str, step: str, t: int) -> str:
        """Cell of a step in year `t`."""
        return at(t, self.rows[site, step], DEMAND)

    def span(self, site: str, step: str, horizon: int) -> str:
        """All years of a step."""
        return span(0, horizon - 1, self.rows[site, step], page=DEMAND)


def sites_sheet(book: Workbook, inputs: Inputs) -> dict[str, str]:
    """Write the population of each site and return its cell by site_id."""
    sheet, table = Sheet(book[SITES]), inputs.case.operation.sites
    sheet.titled("Sites: people today", "Change a population in column D and everything follows.")
    heading = sheet.add(["Site code", "Site", "Region", "Population", "As of year", "Quality", "Source"], "head")
    columns = ["site_id", "site", "admin1", "population", "population_year", "population_quality", "population_source"]
    cells = {}
    for row in table.reindex(columns=columns).astype(object).itertuples(index=False):
        shown = [None if value != value else value for value in _plain(row)]
        look = PLACEHOLDER if row.population_quality == "placeholder" else INPUT
        number = sheet.add(shown, ["text", "text", "text", look, "year", "text"])
        cells[str(row.site_id)] = f"{SITES}!$D${number}"
    sheet.add(["All sites", None, None, f"=SUM(D{heading + 1}:D{sheet.row - 1})"], ["band", "band", "band", "count_total"])
    set_up(sheet.page, {"A": 12, "B": 34, "C": 28, "D": 14, "E": 10, "F": 12, "G": 34}, f"C{heading + 1}", heading)
    return cells


def _plain(row: tuple) -> list[object]:
    """Cells as plain Python values; what is missing as NaN."""
    import pandas as pd

    return [float("nan") if pd.isna(value) else value.item() if hasattr(value, "item") else value for value in row]


def demand_sheet(book: Workbook, inputs: Inputs, people: dict[str, str]) -> Demand:
    """Write the chain from people to traffic for each site and year."""
    sheet, years, rows = Sheet(book[DEMAND]), range(inputs.case.horizon), {}
    sheet.titled(
        "Demand: from people to users to traffic in the busy hour",
        "Each step is the row above times shares. Use rises in an S-curve: q = 100^(-year / adoption_years), "
        "rise = (1 - q) / (1 + 10 q).",
    )
    heading = sheet.years(["Site code", "Site", "Step", "Unit"], len(years))
    left = sheet.yearly(["any", None, "q of the S-curve", "ratio"], lambda t: _left(inputs, t), years, "factor")
    risen = sheet.yearly(["any", None, "part of the rise done", "share"], lambda t: _risen(t, left), years, "factor")
    adoption = sheet.yearly(["any", None, "adoption", "share"], lambda t: _adoption(inputs, t, risen), years, "factor")
    names = dict(zip(inputs.case.sites, inputs.case.operation.sites["site"], strict=True))
    for site, label in names.items():
        for step, unit in _STEPS.items():
            row = sheet.row
            rows[site, step] = sheet.yearly(
                [site, label, step, unit], lambda t, s=step, r=row, p=people[site]: _step(inputs, s, t, r, p, adoption), years
            )
    first, last = left, sheet.row - 1
    for step in _SUMMED:
        rows[ALL, step] = sheet.yearly(
            [ALL, "All sites", step, _STEPS[step]],
            lambda t, s=step: f'=SUMIFS({at(t, first)}:{at(t, last)},$C${first}:$C${last},"{s}")',
            years,
            "count_total",
        )
    widths = {"A": 11, "B": 30, "C": 24, "D": 10, "E": 8, "F": 3, "G": 3, **{letter(8 + t): 12 for t in years}}
    set_up(sheet.page, widths, f"E{heading + 1}", heading)
    return Demand(rows)


def _left(inputs: Inputs, t: int) -> str:
    return f"=100^(-{inputs.factor('year', t)}/{inputs.ref('adoption_years')})"


def _risen(t: int, left: int) -> str:
    return f"=(1-{at(t, left)})/(1+10*{at(t, left)})"


def _adoption(inputs: Inputs, t: int, risen: int) -> str:
    start, end = inputs.ref("adoption_start"), inputs.ref("adoption_end")
    return f"={end}*({start}+(1-{start})*{at(t, risen)})"


def _step(inputs: Inputs, step: str, t: int, row: int, people: str, adoption: int) -> str:
    """Formula of a step in its row; the steps of a site stand one below the other."""
    ref, above = inputs.ref, at(t, row - 1)
    if step == "population":
        if t == 0:
            return f"={people}"
        change = f"(1+{ref('population_growth')}-{ref('return_share')})"
        return f"=MAX({at(t - 1, row)}*{change}+{people}*{ref('arrival_share')},0)"
    if step == "people_in_reach":
        return f"={above}*(1+{ref('host_share')})"
    if step == "potential_users":
        return f"={above}*{'*'.join(ref(name) for name in ('age_share', 'device_share', 'sim_share', 'affordable_share'))}"
    if step == "users":
        return f"={above}*{at(t, adoption, fixed='$')}"
    if step == "busy_hour_mbps":
        return f"={above}*{ref('rate_per_active_user')}/{ref('contention')}"
    return f"={above}*{_GB}/{ref('busy_hour_share')}"
