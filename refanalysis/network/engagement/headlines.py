"""The figures that a page on engagement opens with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def headline(
    paths: pd.DataFrame,
    sole: pd.DataFrame,
    standing: pd.DataFrame,
    plan: pd.DataFrame,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Figures for the first sentences of a page on whom to talk to.

    Parameters
    ----------
    paths, sole, standing, plan
        Tables `influence_paths`, `sole_access`, `standing`, `engagement_plan`.
    names
        Name of each actor; those of the register without it.

    Returns
    -------
    dict
        ======================== ===========================================================================================
        goals                    goals in all
        goals_reached            goals of which every mandate has a holder with a credible way to it
        direct                   pairs of goal and mandate whose holder one can move directly
        mandates                 pairs of goal and mandate in all
        unheld                   list of (goal, mandate) that nobody on record holds, nor any actor of the usual kind
        unreached                list of (goal, mandate) with holders, but no credible way to any
        cut_holders              names of recorded holders to whom there is no credible way
        unrecorded               pairs of goal and mandate whose holder is only guessed from its kind
        first, first_goals       name of the first conversation and how many goals it serves; None without a plan
        gate, gate_name          actor through whom alone most others can be moved; None when nobody is
        gated, gate_holders      how many those are; names of holders of mandates among them
        definitive               actors with power, a rightful say and urgency, list of names
        unknown                  actors whose power or interest is not stated
        differing                actors whose stated power or interest lies far from what their ties suggest
        suggested                actors of whom ties suggest high power or interest where the register says nothing
        ======================== ===========================================================================================
    """
    called = standing.set_index("actor")["name"].to_dict() | ({} if names is None else dict(names))
    pairs = paths.groupby(["goal", "mandate"], sort=False)["state"].agg(set)
    reached = pairs.map(lambda states: bool(states & {"direct", "through others"}))
    by_goal = reached.groupby(level="goal", sort=False).all()
    cut = paths.loc[(paths["state"] == "no route") & (paths["basis"] == "recorded"), "holder"]
    unrecorded = paths[paths["basis"] == "usual kind"].drop_duplicates(["goal", "mandate"])
    return {
        "goals": len(by_goal),
        "goals_reached": int(by_goal.sum()),
        "direct": int(pairs.map(lambda states: "direct" in states).sum()),
        "mandates": len(pairs),
        "unheld": [pair for pair, states in pairs.items() if states == {"no holder"}],
        "unreached": [pair for pair, states in pairs.items() if states == {"no route"}],
        "cut_holders": [called[one] for one in dict.fromkeys(cut)],
        "unrecorded": len(unrecorded),
        "first": None if plan.empty else called[plan["actor"].iloc[0]],
        "first_goals": None if plan.empty else int(plan["goals"].iloc[0]),
        **_gate(sole, paths, called),
        "definitive": [called[one] for one in standing.loc[standing["salience"] == "definitive", "actor"]],
        "unknown": int((standing["salience"] == "unknown").sum()),
        "differing": int((standing["differs"] != "").sum()),
        "suggested": int((standing["suggests"] != "").sum()),
    }


def _gate(sole: pd.DataFrame, paths: pd.DataFrame, called: Mapping[str, str]) -> dict[str, Any]:
    if sole.empty:
        return {"gate": None, "gate_name": None, "gated": 0, "gate_holders": []}
    gate = sole["through"].value_counts(sort=False).idxmax()
    behind = sole[sole["through"] == gate]
    holders = set(paths.loc[paths["basis"] == "recorded", "holder"])
    return {
        "gate": str(gate),
        "gate_name": called[gate],
        "gated": len(behind),
        "gate_holders": [called[one] for one in behind["actor"] if one in holders],
    }
