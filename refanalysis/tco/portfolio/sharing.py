"""Chains of radio hops that neighbours could share: which pairs fit, and what each link costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.portfolio.infrastructure import links

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

_DISTANCE = "distance_to_backhaul"
_KEYS = ["site", "technology"]
_METRES = 1000.0


@dataclass(frozen=True, slots=True)
class Beside:
    """The values, with every site standing beside the network."""

    values: Values

    def value(self, parameter: str, technology: str = "", component: str = "") -> float | np.ndarray:
        """Value of a parameter, in its canonical unit."""
        return 0.0 if parameter == _DISTANCE else self.values.value(parameter, technology, component)

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return parameter == _DISTANCE or self.values.has(parameter, technology, component)


def pairs(operation: Operation, values: Values, counted: pd.DataFrame, kept: list[str]) -> pd.DataFrame:
    """Links to a neighbour with fewer hops that fit on its chain: technology, site, upstream, distance [m], part (of hops).

    Parameters
    ----------
    counted
        Table from `quantities`.
    kept
        Technologies that count as options.
    """
    import pandas as pd

    place = operation.sites.dropna(subset=["lat", "lon"])[["site_id", "lat", "lon"]]
    nowhere = pd.DataFrame({"node_id": pd.Series(dtype=object), "lat": pd.Series(dtype=float), "lon": pd.Series(dtype=float)})
    found = [pd.DataFrame(columns=["technology", "site", "upstream", "distance", "part"])]
    for technology in kept if len(place) > 1 else ():
        sized = counted[counted["technology"] == technology]
        if "chain_hops" not in sized or sized["chain_hops"].isna().all():
            continue
        hop, own = float(values.value("hop_length", technology)), float(sized["chain_hops"].max())
        reach = float(values.value(_DISTANCE, technology)) * _METRES
        if reach <= 0:
            continue
        near = links(place, nowhere, technology, reach, lambda metres: metres)
        part = np.maximum(np.ceil(near["distance"] / _METRES / hop), 1.0) / own
        near = near.astype({"technology": object, "site": object, "upstream": object}).assign(part=part)
        found.append(_with_room(near[part < 1], sized, float(values.value("link_capacity", technology))))
    return pd.concat([each for each in found if len(each)] or found, ignore_index=True)


def _with_room(near: pd.DataFrame, sized: pd.DataFrame, capacity: float) -> pd.DataFrame:
    """Of the links those that can all stand at once, the ones that save most hops first."""
    by_year = sized.drop_duplicates(["site", "year"]).set_index(["site", "year"])
    traffic = by_year["busy_hour_mbps"].unstack()
    room = by_year["parallel_chains"].unstack() * capacity - traffic
    saved = near.assign(saved=(1 - near["part"]) * near["site"].map(by_year["parallel_chains"].groupby("site").max()))
    below, above, kept = set(), set(), []
    for row in saved.sort_values(["saved", "site", "upstream"], ascending=[False, True, True], kind="stable").itertuples():
        free = row.site not in below | above and row.upstream not in below
        if free and (traffic.loc[row.site] <= room.loc[row.upstream]).all():
            below.add(row.site)
            above.add(row.upstream)
            room.loc[row.upstream] -= traffic.loc[row.site]
            kept.append(row.Index)
    return near.loc[kept, ["technology", "site", "upstream", "distance", "part"]]


def apart(
    alone: pd.DataFrame, dated: pd.DataFrame, near: tuple[pd.DataFrame, pd.DataFrame], shared: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Options, amounts by year, links and chains: the cost of a chain is what an option costs less beside the network.

    A rule by year sees of a link its purchase in year 0 and its dearest year of running. What is bought for chains later stands
    with the options, as if no site shared one: so no ceiling is passed.
    """
    import pandas as pd

    bare, bare_dated = near
    linked = list(dict.fromkeys(shared["technology"]))
    other, other_dated = alone[~alone["technology"].isin(linked)], dated[~dated["technology"].isin(linked)]
    both = dated[dated["technology"].isin(linked)].merge(bare_dated, on=[*_KEYS, "year"], how="left", suffixes=("_with", ""))
    both = both.fillna(dict.fromkeys(("capex", "opex", "present_value"), 0.0))
    chains = both[[*_KEYS, "year"]].assign(**{name: both[f"{name}_with"] - both[name] for name in ("capex", "opex")})
    later = np.where(both["year"] > 0, chains["capex"].clip(lower=0.0), 0.0)
    without = both[[*_KEYS, "year", "opex", "present_value"]].assign(capex=both["capex"] + later, bought=both["capex"])
    return {
        "options": pd.concat([other, bare], ignore_index=True),
        "yearly": pd.concat([other_dated.assign(bought=other_dated["capex"]), without], ignore_index=True),
        "links": _links(alone, bare, chains, shared),
        "chains": chains,
    }


def _links(alone: pd.DataFrame, bare: pd.DataFrame, chains: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    cost = alone.merge(bare, on=_KEYS, suffixes=("", "_bare"))
    own = cost[_KEYS].assign(cost=(cost["cost"] - cost["cost_bare"]).clip(lower=0.0), upstream="", part=1.0, distance=np.nan)
    first = chains[chains["year"] == 0].set_index(_KEYS)["capex"].rename("capex")
    own = own.join(first, on=_KEYS).join(chains.groupby(_KEYS)["opex"].max(), on=_KEYS)
    shared = pairs.merge(own[[*_KEYS, "cost", "capex", "opex"]], on=_KEYS)
    scaled = {name: shared[name] * shared["part"] for name in ("cost", "capex", "opex")}
    return pd.concat([own, shared.assign(**scaled)], ignore_index=True)
