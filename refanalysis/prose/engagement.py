"""Sentences on whom to talk to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refanalysis import words

_MANDATES = {
    "identity_rule": "the rule on identity papers",
    "identity_paper": "the identity paper itself",
    "licence": "the licence",
    "subsidy": "the subsidy",
    "wallet_rule": "the rule on mobile wallets",
    "site_access": "access to the site",
    "network": "the network",
    "money": "the money",
    "community_voice": "the community's voice",
}


def mandate(name: str) -> str:
    """Return what an actor holds, in words."""
    return _MANDATES[name]


def engagement(figures: Mapping[str, Any], start: str) -> list[str]:
    """Return the five sentences a page on engagement opens with.

    Parameters
    ----------
    figures
        From `refanalysis.network.engagement.headline`.
    start
        Name of the actor that speaks first.
    """
    return [_reach(figures, start), _first(figures), _gaps(figures), _gate(figures), _standing(figures)]


def _reach(figures: Mapping[str, Any], start: str) -> str:
    direct = (
        f"For {figures['direct']} of {words.count(figures['mandates'], 'needed mandate')} the holder can be spoken to directly."
    )
    goals = words.count(figures["goals"], "goal")
    if not figures["goals_reached"]:
        return (
            f"From the chair of {start}, none of {goals} can be worked on yet: each depends on something without a known "
            f"holder or a credible way there. {direct}"
        )
    return (
        f"From the chair of {start}, {figures['goals_reached']} of {goals} can be worked on now: everything they depend on "
        f"has a holder whom credible ties reach. {direct}"
    )


def _first(figures: Mapping[str, Any]) -> str:
    if not figures["first"]:
        return "No conversation can be planned yet: no credible tie leads from here to anyone who holds a mandate."
    return f"Talk first to {figures['first']}: it serves {words.count(figures['first_goals'], 'goal')}."


def _gaps(figures: Mapping[str, Any]) -> str:
    said = []
    for key, lead in (("unheld", "Nobody on record holds"), ("unreached", "No credible tie reaches whoever holds")):
        if figures[key]:
            said.append(f"{lead} {words.listed(list(dict.fromkeys(mandate(what) for _, what in figures[key])))}.")
    if figures["cut_holders"]:
        cut = figures["cut_holders"]
        verb = "holds" if len(cut) == 1 else "hold"
        said.append(f"{words.listed(cut)} also {verb} a needed mandate, but no credible tie leads there.")
    if figures["unrecorded"]:
        guessed = words.count(figures["unrecorded"], "needed mandate")
        said.append(f"For {guessed} the holder is not recorded and only guessed from its kind.")
    return " ".join(said) or "Every mandate that the goals depend on has a recorded holder within reach."


def _gate(figures: Mapping[str, Any]) -> str:
    if not figures["gate"]:
        return "Nobody is reached through one other alone."
    holders = f", among them {words.listed(figures['gate_holders'])}" if figures["gate_holders"] else ""
    actors = words.count(figures["gated"], "actor")
    return f"Only through {figures['gate_name']} can {actors} be moved{holders}: look for a second way."


def _standing(figures: Mapping[str, Any]) -> str:
    leading = figures["definitive"]
    first = (
        f"{words.listed(leading, 4)} {'has' if len(leading) == 1 else 'have'} power, a rightful say and urgency at once"
        if leading
        else "No actor is known to have power, a rightful say and urgency at once"
    )
    unknown, apart = (words.count(figures[name], "actor") for name in ("unknown", "differing"))
    said = [f"power or interest of {unknown} is unknown"] if figures["unknown"] else []
    if figures["suggested"]:
        said[-1:] = [f"{said[-1]}, though ties suggest that {figures['suggested']:,} of them stand high"] if said else []
    if figures["differing"]:
        said.append(f"for {apart} what the register says lies far from what ties suggest")
    return f"{first}{'; ' if said else ''}{', and '.join(said)}."
