"""The same actors joined by several relations."""

from __future__ import annotations

_BATTISTON = "Battiston et al. 2014, doi:10.1103/PhysRevE.89.032804"

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "layers",
        "actor",
        "Relations in which the actor has a tie.",
        "Ties in either direction count.",
        "In how many ways the actor works with others at all.",
        _BATTISTON,
    ),
    (
        "participation",
        "actor",
        "M / (M - 1) (1 - sum over M relations of the squared shares of the actor's contacts in each).",
        "Contacts in either direction, added over relations; empty without ties and in a network of one relation.",
        "0 when all links of the actor are of one sort, such as funding; 1 when every sort is as frequent.",
        _BATTISTON,
    ),
)
