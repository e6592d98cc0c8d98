"""The contraction and the ledger say the same: under every setting, for random numbers, shared parts, draws and blocks."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import settings as tried
from hypothesis import strategies as st
from tco_case import bill, given, operation

from refanalysis import summary, tco
from refanalysis.tco.settings import Settings

WHOLE = pd.concat(
    [
        bill(
            ("mast", "cell"),
            ("radio", "hop"),
            ("cable", "km", 2.0, "opex"),
            ("sim", "user", 1.0, "licence"),
            ("transit", "mbps", 1.0, "bandwidth"),
            ("array", "panel_watt", 0.7, "opex"),
            ("fuel", "backup_litre", 1.0, "energy"),
            ("engine", "power_point"),
            ("helper", "staff", 1.0, "staff"),
            technology="tower",
        ),
        bill(
            ("ap", "access_point"),
            ("dish", "terminal"),
            ("radio", "hop"),
            ("fuel", "litre", 0.3, "energy"),
            ("course", "trainee", 1.0, "training"),
            ("room", "centre"),
            technology="zone",
        ),
    ]
)
SIZES = {
    "cell_radius": 0.6,
    "spectrum_bandwidth": 5.0,
    "spectral_efficiency": 2.0,
    "sectors": 1.0,
    "distance_to_backhaul": 45.0,
    "hop_length": 20.0,
    "link_capacity": 15.0,
    "route_factor": 1.2,
    "access_point_users": 150.0,
    "access_point_radius": 0.1,
    "terminal_capacity": 7.0,
    "plan_volume": 900.0,
    "people_per_centre": 300.0,
    "training_share": 0.1,
    "users_per_staff": 90.0,
    "peak_sun_hours": 5.0,
    "solar_performance_ratio": 0.8,
    "grid_hours": 9.0,
    "fuel_yield": 3.0,
    "fuel_theft": 0.2,
    "power_draw__mast": 500.0,
    "power_draw__radio": 20.0,
    "power_draw__ap": 15.0,
}
PRICES = {
    "capex__mast": 5000.0,
    "capex__radio": 900.0,
    "capex__cable": 40.0,
    "opex__sim": 1.0,
    "bandwidth_price": 2.0,
    "capex__array": 1.5,
    "fuel_price": 1.3,
    "capex__engine": 700.0,
    "opex__helper": 800.0,
    "capex__ap": 300.0,
    "capex__dish": 350.0,
    "opex__dish": 900.0,
    "opex__course": 30.0,
    "capex__room": 4000.0,
    "lifetime__mast": 12.0,
    "lifetime__radio": 3.3,
    "lifetime__engine": 5.0,
    "lifetime__ap": 2.5,
    "lifetime__dish": 4.0,
}
MARKS = {
    "overhead_share": 0.07,
    "contingency_share": 0.1,
    "logistics_uplift": 0.2,
    "logistics_per_km": 0.0003,
    "distance_to_hub": 300.0,
    "import_duty": 0.1,
    "sales_tax": 0.18,
    "tax_exempt_share": 0.4,
    "failure_share": 0.03,
    "theft_share": 0.02,
    "retirement_share": 0.05,
    "resale_share": 0.6,
    "opex_share": 0.04,
    "inflation": 0.06,
    "host_share": 0.3,
    "adoption_start": 0.3,
}
PAYERS = [("", "capex", "donor", 0, 2, 0.3), ("tower", "", "operator", 1, None, 1.0), ("", "", "agency", 0, 4, 0.5)]
SETTINGS = st.builds(
    Settings,
    opex_timing=st.sampled_from(["start", "middle", "end"]),
    replacement=st.sampled_from(["when_due", "start_of_year", "none"]),
    residual=st.sampled_from(["straight_line", "none"]),
    prices=st.sampled_from(["real", "nominal"]),
    rate=st.sampled_from(["real", "nominal"]),
    overhead=st.booleans(),
    contingency=st.booleans(),
)
few = tried(max_examples=60, deadline=None)


def numbers(**more):
    return given(**SIZES | PRICES | MARKS | more)


def case(horizon=8, populations=(1000.0, 47.0, 31_000.0)):
    return operation(populations=populations, horizon=horizon, payers=PAYERS, technologies=("tower", "zone"))


def differing(ledger, contracted):
    """Outcomes that differ between the two ways, or that one way lacks while the other has more than nothing."""
    assert len(ledger) >= 8 * 3
    keys = ["site", "technology", "outcome"]
    both = ledger.merge(
        contracted, on=keys, suffixes=("", "_contracted"), validate="one_to_one", how="outer", indicator="found_in"
    )
    close = np.isclose(both["value_contracted"], both["value"], rtol=1e-9, atol=1e-6, equal_nan=True)
    nothing = (both["found_in"] == "right_only") & (both["value_contracted"] == 0)
    return both.loc[~(close | nothing), [*keys, "value", "value_contracted"]]


def both_ways(values, chosen, settings):
    flows = tco.cash_flows(chosen, values, components=WHOLE, settings=settings)
    return tco.outcomes(flows, chosen, values, settings), tco.outcomes_by_draw(
        chosen, values, components=WHOLE, settings=settings
    )


@few
@for_all(
    SETTINGS, st.integers(1, 12), st.floats(-0.6, 0.5), st.floats(0.0, 0.4), st.floats(0.0, 0.5), st.floats(-0.3, 0.3),
    st.floats(0.5, 20.0), st.floats(0.0, 0.4),
)  # fmt: skip
def test_ledger_and_contraction_agree_under_every_setting(settings, horizon, growth, returns, arrivals, trend, life, rate):
    # people who leave and come back: what is installed is not what is needed
    values = numbers(
        population_growth=growth, return_share=returns, arrival_share=arrivals, price_trend=trend, lifetime__radio=life,
        discount_rate=rate,
    )  # fmt: skip
    assert differing(*both_ways(values, case(horizon), settings)).empty


def test_ledger_and_contraction_agree_for_each_choice_of_each_setting():
    choices = {
        "opex_timing": ["start", "middle", "end"],
        "replacement": ["when_due", "start_of_year", "none"],
        "residual": ["straight_line", "none"],
        "prices": ["real", "nominal"],
        "rate": ["real", "nominal"],
    }
    values, chosen = numbers(population_growth=-0.1, arrival_share=0.12), case(6, (1000.0,))
    for picked in itertools.product(*choices.values()):
        settings = Settings(**dict(zip(choices, picked, strict=True)))
        assert differing(*both_ways(values, chosen, settings)).empty, picked


def test_ledger_and_contraction_agree_when_everybody_leaves():
    values = numbers(return_share=1.0)
    assert differing(*both_ways(values, case(4), Settings())).empty


DRAWN = {
    "lifetime__dish": (1.0, 9.0), "adoption": (0.1, 1.0), "discount_rate": (0.0, 0.2), "population_growth": (-0.4, 0.3),
    "cell_radius": (0.3, 2.0), "distance_to_backhaul": (1.0, 200.0), "capex__mast": (1e3, 1e5), "price_trend": (-0.2, 0.1),
    "power_draw__mast": (100.0, 900.0), "theft_share": (0.0, 0.2), "inflation": (0.0, 0.2), "peak_sun_hours": (3.0, 7.0),
}  # fmt: skip


def drawn(n, seed):
    generator = np.random.default_rng(seed)
    return {name: generator.uniform(low, high, n) for name, (low, high) in DRAWN.items()}


@tried(max_examples=15, deadline=None)
@for_all(SETTINGS, st.integers(1, 5), st.integers(0, 1000))
def test_every_draw_is_what_its_numbers_give_alone(settings, n, seed):
    arrays = drawn(n, seed)
    together = tco.outcomes_by_draw(case(), numbers(**arrays), components=WHOLE, settings=settings)
    for draw in range(n):
        alone = numbers(**{name: values[draw] for name, values in arrays.items()})
        found = tco.outcomes_by_draw(case(), alone, components=WHOLE, settings=settings)
        kept = together.loc[together["draw"] == draw, "value"].to_numpy()
        np.testing.assert_allclose(kept, found["value"], rtol=1e-9, atol=1e-6)


@tried(max_examples=10, deadline=None)
@for_all(SETTINGS, st.integers(1, 40), st.integers(0, 1000))
def test_ranges_are_those_of_the_outcomes_by_draw(settings, n, seed):
    values = numbers(**drawn(n, seed))
    long = summary.summarise(tco.outcomes_by_draw(case(), values, components=WHOLE, settings=settings))
    short = tco.ranges(case(), values, components=WHOLE, settings=settings)
    keys = ["scenario", "site", "technology", "outcome", "unit"]
    both = long.merge(short, on=keys, suffixes=("", "_short"), validate="one_to_one")
    assert len(both) == len(long) == len(short)
    for name in ("mean", "p05", "p50", "p95"):
        np.testing.assert_allclose(both[f"{name}_short"], both[name], rtol=1e-9, atol=1e-6)


def test_ranges_do_not_depend_on_how_many_sites_are_held_at_once(monkeypatch):
    values, many = numbers(**drawn(20, 3)), case(populations=np.arange(100.0, 1100.0, 100.0))
    together = tco.ranges(many, values, components=WHOLE)
    monkeypatch.setattr("refanalysis.tco.measures._HELD", 1)
    pd.testing.assert_frame_equal(tco.ranges(many, values, components=WHOLE), together, rtol=1e-12)


def test_arrays_hold_the_outcomes_of_the_table_with_all_sites_last():
    values = numbers(**drawn(4, 9))
    table = tco.outcomes_by_draw(case(), values, components=WHOLE, only=["present_value", "opex_share"])
    arrays = tco.arrays_by_draw(case(), values, components=WHOLE, only=["present_value", "opex_share"])
    for technology, outcomes in arrays.items():
        for outcome, array in outcomes.items():
            rows = table[(table["technology"] == technology) & (table["outcome"] == outcome)]
            assert rows["value"].to_numpy().reshape(4, 4).tolist() == np.broadcast_to(array, (4, 4)).tolist()
            assert list(rows["site"].unique())[-1] == "all"


def test_an_option_costs_the_same_alone_and_beside_others_that_share_its_parts():
    values = numbers(**drawn(6, 4))
    together = tco.outcomes_by_draw(case(), values, components=WHOLE)
    for technology in ("tower", "zone"):
        alone = tco.outcomes_by_draw(case(), values, [technology], components=WHOLE)
        kept = together[together["technology"] == technology].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, kept, rtol=1e-12)


def test_asking_for_one_outcome_gives_the_same_numbers_as_asking_for_all():
    values = numbers(**drawn(3, 8))
    every = tco.outcomes_by_draw(case(), values, components=WHOLE)
    for outcome in ("tco", "annual_cost", "tail_share", "cost_per_gb", "present_value_operator"):
        alone = tco.outcomes_by_draw(case(), values, components=WHOLE, only=[outcome])
        both = every[every["outcome"] == outcome].merge(alone, on=["site", "technology", "draw"], suffixes=("", "_alone"))
        assert len(both) == (every["outcome"] == outcome).sum() > 0
        np.testing.assert_allclose(both["value_alone"], both["value"], rtol=1e-12)
    with pytest.raises(ValueError, match=r"no outcome is called happiness; known: tco, initial_capex"):
        tco.ranges(case(), values, components=WHOLE, only=["happiness"])


def test_what_each_payer_bears_adds_up_to_the_present_value():
    values = numbers(**drawn(5, 2))
    found = tco.arrays_by_draw(case(), values, components=WHOLE)
    for outcomes in found.values():
        borne = sum(array for name, array in outcomes.items() if name.startswith("present_value_"))
        np.testing.assert_allclose(borne, outcomes["present_value"], rtol=1e-9)
