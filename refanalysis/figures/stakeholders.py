"""How stakeholders look in every figure: colour and shape of a kind, colour of what a tie is about, short names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import style

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.lines import Line2D

TIERS = {
    "donors": ("Donors and development", ("donor", "development_actor")),
    "government": ("Government", ("host_government", "line_ministry", "regulator")),
    "united nations": ("United Nations and fora", ("un_agency", "forum")),
    "operators": ("Operators and companies", ("mno", "isp", "satellite_provider", "tower_company", "private_sector")),
    "NGOs": ("NGOs and academia", ("ingo", "nngo", "academia")),
    "communities": ("Refugees and communities", ("refugee_led", "community_structure")),
    "unknown": ("Kind not known", (words.UNKNOWN,)),
}
TIER_COLOURS = {
    "donors": "#8a5a9e",
    "government": "#1b3a5c",
    "united nations": "#0072b2",
    "operators": "#c9781a",
    "NGOs": "#00735c",
    "communities": "#b5311c",
    "unknown": "#7d8791",
}
FAMILIES = {
    "money and contracts": ("funds", "contracts"),
    "authority": ("leads", "licenses", "reports_to"),
    "coordination and information": ("coordinates", "informs", "member_of", "advocates_to"),
    "services delivered": ("provides_service", "implements_for"),
}
FAMILY_COLOURS = dict(zip(FAMILIES, ("#8a5a9e", "#1b3a5c", "#6fa8cf", "#d55e00"), strict=True))
SHAPES = ("o", "s", "^", "D", "P")
_AREAS = {"D": 0.62, "s": 0.8, "X": 0.9}  # over that of a circle which looks as large
SURE = 0.75  # a tie less certain is drawn dashed
DASHES = (0, (4, 3))
KINDS = tuple(kind for _, kinds in TIERS.values() for kind in kinds)
_TIER_OF = {kind: tier for tier, (_, kinds) in TIERS.items() for kind in kinds}


def tier(kind: str) -> str:
    """Return the tier of a kind; that of the unknown for a kind not declared."""
    return _TIER_OF.get(kind, words.UNKNOWN)


def order(kind: str) -> int:
    """Return the place of a kind from donors down to communities."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def colour(kind: str) -> str:
    """Return the colour of a kind: that of its tier."""
    return TIER_COLOURS[tier(kind)]


def shape(kind: str) -> str:
    """Return matplotlib's marker of a kind: no other kind of its tier has it."""
    kinds = TIERS[tier(kind)][1]
    return SHAPES[kinds.index(kind)] if kind in kinds else "X"


def area(kind: str, radius: float | np.ndarray) -> float | np.ndarray:
    """Return the size for matplotlib's scatter of a mark that looks as large as a circle of this radius [point]."""
    return _AREAS.get(shape(kind), 1.0) * (2 * radius) ** 2


def family(relation: str) -> str:
    """Return what a relation is about: money, authority, coordination or services."""
    return next((name for name, relations in FAMILIES.items() if relation in relations), "coordination and information")


def short_name(acronym: object, name: object) -> str:
    """Return the acronym, or the name where there is none."""
    return str(name).replace("Ministry of ", "Min. ") if words.missing(acronym) else str(acronym)


def short_names(actors: pd.DataFrame) -> dict[str, str]:
    """Return the short name of each actor."""
    return {
        row.actor: short_name(row.acronym, row.name) for row in actors[["actor", "name", "acronym"]].itertuples(index=False)
    }


def within(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return the ties between two different actors of the register; those that go elsewhere cannot be drawn."""
    known = set(actors["actor"])
    kept = ties["from_actor"].isin(known) & ties["to_actor"].isin(known) & (ties["from_actor"] != ties["to_actor"])
    return ties[kept].reset_index(drop=True)


def degrees(actors: pd.DataFrame, ties: pd.DataFrame) -> dict[str, int]:
    """Return the ties of each actor, given and received."""
    counted = ties["from_actor"].value_counts().add(ties["to_actor"].value_counts(), fill_value=0)
    return {actor: int(counted.get(actor, 0)) for actor in actors["actor"]}


def kind_handles(kinds: Iterable[str], size: float = 6.5) -> list[Line2D]:
    """Return an entry for the key of each kind, in the order of tiers."""
    from matplotlib.lines import Line2D

    looks = {"linestyle": "none", "markersize": size}
    return [
        Line2D([], [], color=colour(kind), marker=shape(kind), label=words.label(kind), **looks)
        for kind in sorted(set(kinds), key=order)
    ]


def faded(shade: str, strength: float) -> str:
    """Return a colour mixed with white: opaque, so that many lines over one another keep it and a picture needs few colours."""
    from matplotlib.colors import to_hex, to_rgb

    return str(to_hex([1 - strength * (1 - channel) for channel in to_rgb(shade)]))


def family_handles(ties: pd.DataFrame) -> list[Line2D]:
    """Return an entry for the key of each family of relations that occurs, and of uncertain ties."""
    from matplotlib.lines import Line2D

    seen = {family(relation) for relation in ties["relation"]}
    lines = [Line2D([], [], color=FAMILY_COLOURS[name], linewidth=2, label=name) for name in FAMILIES if name in seen]
    if "certainty" in ties and (ties["certainty"] < SURE).any():
        lines.append(Line2D([], [], color=style.MUTED, linewidth=1.2, linestyle=DASHES, label="uncertain"))
    return lines


def communities(labels: Sequence[str]) -> dict[str, str]:
    """Return a pale colour for each community, the same for the same list."""
    from matplotlib.colors import to_hex, to_rgb

    pale = [tuple(0.84 + 0.16 * channel for channel in to_rgb(each)) for each in style.ACCENT]
    return {label: to_hex(pale[at % len(pale)]) for at, label in enumerate(dict.fromkeys(labels))}
