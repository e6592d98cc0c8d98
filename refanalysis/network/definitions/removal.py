"""Key players, and what breaks when actors leave."""

from __future__ import annotations

BORGATTI = "Borgatti 2006, doi:10.1007/s10588-006-7084-x"
SCHNEIDER = "Schneider et al. 2011, doi:10.1073/pnas.1009440108"

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "fragmentation",
        "network",
        "Share of the pairs of actors that cannot reach one another: 1 - sum of s (s - 1) over the parts / (m (m - 1)).",
        "Counted over the m actors that stay, not over all; directions do not matter.",
        "How far the network falls apart when these actors leave: 0 all still linked, 1 everyone alone.",
        BORGATTI,
    ),
    (
        "distance_fragmentation",
        "network",
        "1 - mean of 1 / distance over the pairs of actors that stay; a pair without a route counts 0.",
        "Distances in hops, whatever the weights; directions do not matter; never 0 unless everyone is linked with everyone.",
        "As fragmentation, but ways that only grow longer count as well.",
        BORGATTI,
    ),
    (
        "reach",
        "network",
        "Mean of 1 / distance from the actors outside a set to its nearest member; 0 without a route.",
        "Members are left out, the sum is divided by n - k; `reach_with_members` counts each with 1 and divides by n.",
        "How near a message given to these few actors comes to everyone else: 1 when all others are their contacts.",
        BORGATTI,
    ),
    (
        "reach_with_members",
        "network",
        "Mean of 1 / distance from every actor to the nearest member of a set, 1 for members; 0 without a route.",
        "For one k it ranks sets as `reach` does.",
        "As reach, but those who are told first count as reached.",
        BORGATTI,
    ),
    (
        "robustness",
        "network",
        "Mean over t of the largest part after t actors have left, as a share of all actors at the start.",
        "The start itself is not counted; equals leave in the order of the register; directions do not matter.",
        "How long most actors stay linked as others leave one by one: near 0.5 at best, near 0 when all hangs on a few.",
        SCHNEIDER,
    ),
)
