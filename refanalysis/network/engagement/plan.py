"""Whom to talk to first: the ways to all goals taken together."""

from __future__ import annotations

import pandas as pd

from refanalysis import schema


def engagement_plan(paths: pd.DataFrame, standing: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """Conversations in order, those that serve most goals first: table `engagement_plan`.

    Parameters
    ----------
    paths
        Table `influence_paths`.
    standing
        Table `standing`.
    most
        Conversations listed.

    Notes
    -----
    One starts with whom one can move directly: the first actor on each way. Only `nearest_holders` count. Equals stand in the
    order of the goals.
    """
    known = standing.set_index("actor")
    ways = nearest_holders(paths)
    ways = ways[ways["steps"] > 0]
    ways = ways.assign(contact=ways["route"].str.split(";").str[1])
    rows = [_conversation(str(contact), group, known) for contact, group in ways.groupby("contact", sort=False)]
    rows.sort(key=lambda row: -row["goals"])
    table = pd.DataFrame(rows[:most], columns=schema.TABLES["engagement_plan"].names)
    return schema.check(table.assign(order=range(1, len(table) + 1)), "engagement_plan")


def nearest_holders(paths: pd.DataFrame) -> pd.DataFrame:
    """Rows of `influence_paths` that matter: every recorded holder, and of those only guessed from their kind the nearest.

    Each recorded holder of a mandate may be needed. Of guessed ones the shortest way counts, of equals the most certain.
    """
    ordered = paths.sort_values(["steps", "certainty"], ascending=[True, False], kind="stable", na_position="last")
    first = ~ordered.duplicated(["goal", "mandate"]).sort_index()
    return paths[(paths["basis"] != "usual kind") | first]


def _conversation(contact: str, ways: pd.DataFrame, known: pd.DataFrame) -> dict[str, object]:
    own, behind = ways[ways["holder"] == contact], ways.loc[ways["holder"] != contact, "holder"]
    sure = own["basis"] == "recorded"
    return {
        "actor": contact,
        "name": known.loc[contact, "name"],
        "holds": ";".join(dict.fromkeys(own.loc[sure, "mandate"])),
        "may_hold": ";".join(dict.fromkeys(own.loc[~sure, "mandate"])),
        "asks": " | ".join(dict.fromkeys(own["ask"])),
        "opens": ";".join(dict.fromkeys(behind)),
        "goals": int(ways["goal"].nunique()),
        "care": "; ".join(_care(contact, ways, known)),
    }


def _care(contact: str, ways: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    row = known.loc[contact]
    said = [f"its {what} is unknown" for what in ("power", "interest", "position") if row[what] == "unknown"]
    if row["position"] == "opposes":
        said.append("it opposes")
    if (ways["basis"] == "usual kind").any():
        said.append("who holds the mandate is not recorded")
    doubtful = list(dict.fromkeys(filter(None, ways["weakest"])))
    if doubtful:
        said.append("uncertain ties on the way")
    return said
