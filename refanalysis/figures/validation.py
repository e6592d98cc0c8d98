"""Figures of validation: how far our values lie from other programs', and what each program's convention does to one bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_EXACT, _LEAST, _BEYOND = 1e-17, 1e-15, 30.0
_PASSED, _FAILED = "#0072b2", "#b5311c"


@style.styled
def differences(compared: pd.DataFrame) -> Figure:
    """Return one dot per comparison: its largest difference as a share of what is tolerated, one line of dots per program.

    Parameters
    ----------
    compared
        Columns peer, rows, largest_absolute, largest_relative, tolerance, kind (absolute, relative, equal), passed; rows of
        files that were not used have no rows and are left out.
    """
    compared = compared[compared["rows"] > 0]
    if compared.empty:
        return style.nothing("Nothing was compared.")
    peers = list(dict.fromkeys(compared["peer"]))
    fig = style.figure(1.5 + 0.42 * len(peers))
    axes = fig.subplots()
    style.sideways(axes, [labels.lines(peer, 26) for peer in peers])
    for place, peer in zip(range(len(peers) - 1, -1, -1), peers, strict=True):
        _dots(axes, compared[compared["peer"] == peer], place)
    axes.axvline(1.0, color=style.INK, linewidth=1.2)
    axes.set_xscale("log")
    axes.set_xlim(_EXACT / 4, 1e3)
    ticks = {_EXACT: "equal", 1e-12: "a million-\nmillionth", 1e-9: "a thousand-\nmillionth", 1e-6: "a millionth"}
    ticks |= {1e-3: "a thousandth", 1.0: "all that is\ntolerated"}
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.minorticks_off()
    style.subtitle(axes, "dot: largest difference of a comparison, as a share of what is tolerated; right: values")
    return fig


def _dots(axes: Axes, rows: pd.DataFrame, place: int) -> None:
    measured = rows["largest_absolute"].where(rows["kind"] == "absolute", rows["largest_relative"])
    shares = (measured / rows["tolerance"].where(rows["tolerance"] > 0, 1.0)).clip(lower=0.0)
    shares = shares.where(shares >= _LEAST, _EXACT).clip(upper=_BEYOND).where(rows["passed"], _BEYOND)
    lift = [0.09 * ((number % 5) - 2) for number in range(len(rows))]
    for passed, colour, marker in ((True, _PASSED, "o"), (False, _FAILED, "X")):
        chosen = (rows["passed"] == passed).to_numpy()
        heights = [place + up for up, keep in zip(lift, chosen, strict=True) if keep]
        axes.scatter(shares[chosen], heights, color=colour, marker=marker, s=26, alpha=0.65, linewidth=0, clip_on=False)
    axes.annotate(f"{rows['rows'].sum():,}", (1e3, place), ha="right", va="center", fontsize=8.5, color=style.INK)


@style.styled
def conventions(bills: pd.DataFrame) -> Figure:
    """Return one bar per convention: how far it moves the present value of one bill from its dated cash flow.

    Parameters
    ----------
    bills
        Columns convention, scope, programs, present_value, unit, difference [share]; the first row is the dated cash flow.
    """
    if len(bills) < 2:
        return style.nothing("There is no convention to compare.")
    dated, others = bills.iloc[0], bills.iloc[1:].sort_values(["scope", "difference"], kind="stable")
    names = [labels.lines(row.convention, 40) for row in others.itertuples()]
    fig = style.figure(1.3 + 0.42 * len(others))
    axes = fig.subplots()
    style.sideways(axes, names)
    for place, row in zip(range(len(others) - 1, -1, -1), others.itertuples(), strict=True):
        colour = style.ACCENT[1] if row.scope == "whole program" else style.ACCENT[5]
        percent = 100 * row.difference
        axes.barh(place, percent, color=colour, height=0.6)
        said = f"{percent:+.1f} %" + (f"  {row.programs}" if row.programs else "")
        style.beside(axes, said, (max(percent, 0.0), place))
    axes.axvline(0.0, color=style.INK, linewidth=1)
    axes.set_xlim(min(0.0, 100 * others["difference"].min()) - 4, 100 * others["difference"].max() * 1.45 + 5)
    axes.set_xlabel("difference from the dated cash flow, %")
    total = words.quantity(dated["present_value"], "") + f" {words.unit_words(dated['unit'])}"
    style.subtitle(axes, f"dated cash flow: {total}; blue: one setting changed, orange: a whole program")
    return fig
