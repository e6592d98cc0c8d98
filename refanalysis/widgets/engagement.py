"""Whom to talk to, as a reader explores it: who speaks, and towards which goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refanalysis import data, figures, words
from refanalysis.network import engagement
from refanalysis.widgets.controls import dropdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from refanalysis.data import Operation
    from refanalysis.tables import Display


def ways_of(operation: Operation) -> Callable[..., list[Display]]:
    """Return draw(start="", goal=""): the ways of influence from one actor to the holders of what a goal, or all, depend on."""
    goals = data.table("goals")
    names = operation.actors["acronym"].where(operation.actors["acronym"] != "", operation.actors["name"])
    short, kinds = (column.set_axis(operation.actors["actor"]) for column in (names, operation.actors["kind"]))

    def draw(start: str = "", goal: str = "") -> list[Display]:
        speaker = engagement.starting_point(operation.actors, start)
        chosen = goals[goals["goal"] == goal] if goal else goals
        ways = engagement.nearest_holders(
            engagement.influence_paths(operation.actors, operation.ties, chosen, operation.mandates, speaker)
        )
        reached = int(ways["state"].isin(["direct", "through others"]).sum())
        alt = f"Steps of influence from {short[speaker]} to {words.count(len(ways), 'holder')}; {reached} can be reached."
        title = f"Ways of influence from {short[speaker]}"
        return [figures.show(figures.influence_paths(ways, short, kinds), "ways_of", title, alt=alt, data=ways)]

    return draw


def ways_controls(operation: Operation) -> dict[str, Any]:
    """Return the controls of `ways_of`: who speaks, at first UNHCR, and the goal."""
    rows = operation.actors.sort_values("name", kind="stable")
    speakers = dropdown(dict(zip(rows["name"], rows["actor"], strict=True)), engagement.starting_point(operation.actors))
    labels = data.table("goals").drop_duplicates("goal")
    goals = dropdown({"All goals": ""} | dict(zip(labels["label"], labels["goal"], strict=True)), "")
    speakers.description, goals.description = "Who speaks", "Goal"
    return {"start": speakers, "goal": goals}
