"""Figures of money asked for and money that came."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RECEIVED, ASKED, MISSING, OTHERS = "#0072b2", "#dfe3e7", "#b5311c", "#b9c4cd"


@style.styled
def plan_funding(plans: pd.DataFrame) -> Figure:
    """Return a bar for each plan and year: what it asked for, and the part that came; hatched where that is unknown.

    Parameters
    ----------
    plans
        Table ``plans``: plan, year, requirement [unit], funded [share], unit. A plan whose requirement is unknown has a
        row without a bar.

    Notes
    -----
    Amounts are as published, in money of each year. Plans in several currencies have a panel for each.
    """
    told = plans[plans["requirement"].notna() | plans["funded"].notna()].sort_values(["year", "plan"], kind="stable")
    if told.empty:
        return style.nothing("No response plan with an amount is recorded yet.")
    groups = list(told.groupby(told["unit"].str.split("_").str[0], sort=True))
    fig = style.figure(0.55 + sum(0.45 + 0.34 * len(rows) for _, rows in groups))
    panels = fig.subplots(len(groups), 1, squeeze=False, height_ratios=[len(rows) + 1 for _, rows in groups])[:, 0]
    for axes, (currency, rows) in zip(panels, groups, strict=True):
        _plans(axes, rows, str(currency))
    _plan_key(fig, told)
    return fig


def _plans(axes: Axes, rows: pd.DataFrame, currency: str) -> None:
    asked = (rows["requirement"] / 1e6).fillna(0.0)
    places = range(len(rows) - 1, -1, -1)
    style.sideways(axes, [labels.lines(f"{row.year}  {row.plan}", 44, 1) for row in rows.itertuples()], scale=False)
    for place, amount, share in zip(places, asked, rows["funded"], strict=True):
        unknown = words.missing(share)
        axes.barh(place, amount, 0.68, **(style.HATCHED if unknown else {"color": ASKED}))
        axes.barh(place, 0.0 if unknown else amount * share, 0.68, color=RECEIVED)
    for place, amount, row in zip(places, asked, rows.itertuples(), strict=True):
        style.beside(axes, _received(row), (amount, place))
    axes.set_xlim(0, max(float(asked.max()), 1.0) * 1.9)
    style.subtitle(axes, f"million {currency} of each year")


def _received(row: NamedTuple) -> str:
    asked = "asked: unknown" if words.missing(row.requirement) else f"{words.number(row.requirement / 1e6, 0)} million"
    return f"{asked}; received: unknown" if words.missing(row.funded) else f"{asked}; {words.share(row.funded)} received"


def _plan_key(fig: Figure, told: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    handles = []
    if told["funded"].notna().any():
        handles += [Patch(color=RECEIVED, label="received"), Patch(color=ASKED, label="asked for, not received")]
    if told["funded"].isna().any():
        handles.append(Patch(label="asked for; what was received is unknown", **style.HATCHED))
    style.key(fig, handles)


@style.styled
def shortfall(expected: pd.DataFrame) -> Figure:
    """Return the cost of each year: what others pay, what appeals would bring, and, hatched, what would be missing.

    Parameters
    ----------
    expected
        From ``refanalysis.tco.expected_shortfall`` for one technology: year, unit, cost, appealed, shortfall.
    """
    if expected.empty:
        return style.nothing("No cost could be computed.")
    divisor, word = style.scale(float(expected["cost"].max()))
    parts = {
        "paid by others": (expected["cost"] - expected["appealed"], {"color": OTHERS}),
        "agencies and donors: expected to come": (expected["appealed"] - expected["shortfall"], {"color": RECEIVED}),
        "expected to be missing": (
            expected["shortfall"],
            {**style.HATCHED, "edgecolor": MISSING},
        ),
    }
    fig = style.figure(3.6)
    axes = fig.subplots()
    below = expected["cost"] * 0.0
    for label, (values, look) in parts.items():
        if float(values.max()) > 0:
            told = f"{label} ({words.number(float(values.sum()) / divisor)} {word.strip()} in all)".replace("  ", " ")
            axes.bar(expected["year"], values / divisor, 0.78, bottom=below / divisor, label=told, **look)
        below = below + values
    style.years(axes, expected["year"])
    style.subtitle(axes, f"cost of the year, {word}{words.unit_words(expected['unit'].iloc[0])}")
    style.key(fig, columns=2)
    return fig
