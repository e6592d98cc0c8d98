"""Numbers that would cost wrongly or are given in vain: `check` refuses or notes them with their place and writes nothing."""

import pytest
from test_broken_inputs import OPERATION, append, cell, checked, replace, snapshot, table


def row_of(path, first):
    """Row number of the row whose first cell is `first`."""
    return next(number for number, row in enumerate(table(path), start=1) if row[0] == first)


def own(workspace, row):
    """Add a row to the assumptions of the operation; its source and quality follow."""
    append(workspace / OPERATION / "assumptions.csv", f"{row},refanalysis_judgement_2026,placeholder,")


def change(workspace, row):
    """Add a row to a scenario of the operation."""
    append(workspace / OPERATION / "scenarios/influx_high.csv", f"{row},refanalysis_judgement_2026,placeholder,")


def payer(workspace, row):
    append(workspace / OPERATION / "payers.csv", f"{row},refanalysis_judgement_2026,placeholder,")


def fund(workspace, row):
    append(workspace / OPERATION / "funding.csv", f"{row},refanalysis_judgement_2026,placeholder,")


def price(workspace, column, value):
    """Change a cell of the first price of satellite equipment, which holds where no country states its own."""
    cell(workspace / "data/assumptions/satellite.csv", 2, column, value)


COSTS = {
    "negative price": (
        lambda w: price(w, "low", "-5"),
        ["data/assumptions/satellite.csv, row 2: capex runs from -", "USD_2024/terminal; accepted: 0 or more"],
    ),
    "price that is not a number": (
        lambda w: price(w, "mode", "NaN"),
        ["data/assumptions/satellite.csv, row 2, column mode: found 'NaN'; accepted: a number such as 1250.5"],
    ),
    "endless price": (
        lambda w: price(w, "high", "inf"),
        ["data/assumptions/satellite.csv, row 2, column high: found 'inf'; accepted: a number such as 1250.5"],
    ),
    "price without a value": (
        lambda w: price(w, "mode", ""),
        ["data/assumptions/satellite.csv, row 2, column mode: found ''; accepted: a value; this cell must not be empty"],
    ),
    "price of a country without an operation below zero": (
        lambda w: append(
            w / "data/assumptions/satellite.csv",
            "capex,,vsat_terminal,KEN,USD_2024/terminal,-1,5,6,pert,refanalysis_judgement_2026,expert,",
        ),
        ["data/assumptions/satellite.csv, row ", ": capex runs from -1 to 6 USD_2024/terminal; accepted: 0 or more"],
    ),
    "lifetime of zero": (
        lambda w: own(w, "lifetime,,ran,,year,0,8,12,pert"),
        ["uganda/assumptions.csv, row ", ": lifetime runs from 0 to 12 year; accepted: 0.5 to 100"],
    ),
    "price in a unit of another thing": (
        lambda w: own(w, "capex,,ran,,USD_2024/km,1,2,3,pert"),
        ["uganda/assumptions.csv, row ", "column unit: unit 'USD_2024/km' cannot be converted to 'USD_2024/site'"],
    ),
    "site without population": (
        lambda w: cell(w / "data/sites.csv", row_of(w / "data/sites.csv", "UGA-001"), "population", "0"),
        ["site UGA-001 (", ") has no population; accepted: a number above 0, or leave the site out"],
    ),
    "technology that nobody knows": (
        lambda w: own(w, "capex,pigeon,ran,,USD_2024/site,1,2,3,pert"),
        ["uganda/assumptions.csv, row ", "column technology: found 'pigeon'; not in technologies.csv"],
    ),
    "component of no bill": (
        lambda w: own(w, "capex,,radio_access,,USD_2024/site,1,2,3,pert"),
        ["uganda/assumptions.csv, row ", "column component: found 'radio_access'; not in components.csv"],
    ),
    "component of no bill in a scenario": (
        lambda w: change(w, "capex,,batery,multiply,2,ratio"),
        ["influx_high.csv, row 3, column component: found 'batery'; not in components.csv; did you mean battery?"],
    ),
    "component of another technology": (
        lambda w: own(w, "capex,leo,ran,,USD_2024/site,1,2,3,pert"),
        [
            "uganda/assumptions.csv, row ",
            "column component: found 'ran', which is no part of leo; accepted: access_point, battery",
        ],
    ),
    "number of a backhaul technology": (
        lambda w: own(w, "hop_length,microwave,,,km/hop,10,20,30,pert"),
        ["uganda/assumptions.csv, row ", "column technology: found 'microwave', a backhaul technology that nothing asks about"],
    ),
    "shared number of a power technology": (
        lambda w: cell(w / "data/assumptions/power.csv", 2, "technology", "power_diesel"),
        ["data/assumptions/power.csv, row 2, column technology: found 'power_diesel', a power technology that"],
    ),
    "two running costs of one thing": (
        lambda w: own(w, "opex_share,,fibre,,share/year,0.1,0.1,0.1,fixed"),
        ["opex_share (technology any, component fibre) is never read; opex stands in its place; accepted: one of the two"],
    ),
    "running cost of what has a price by volume": (
        lambda w: own(w, "opex,,upstream,,USD_2024/Mbps/year,1,2,3,pert"),
        ["opex (technology any, component upstream) is never read; this running cost follows from bandwidth_price"],
    ),
    "rate for one technology": (
        lambda w: own(w, "discount_rate,leo,,,share/year,0.1,0.1,0.1,fixed"),
        ["discount_rate (technology leo, component any) is never read", "(technology any, component any)"],
    ),
    "number for a technology that does not take that step": (
        lambda w: own(w, "terminal_capacity,macro_4g,,,Mbps/terminal,100,100,100,fixed"),
        ["terminal_capacity (technology macro_4g, component any) is never read", "(technology leo, component any)"],
    ),
    "scenario of what nothing reads": (
        lambda w: change(w, "opex_share,,fibre,multiply,2,ratio"),
        ["influx_high.csv, row 3: opex_share (technology any, component fibre) changes nothing, as no technology reads it"],
    ),
    "scenario of a rate for one technology": (
        lambda w: change(w, "discount_rate,leo,,set,0.2,share/year"),
        ["influx_high.csv, row 3: discount_rate (technology leo, component any) changes nothing, as no technology reads it"],
    ),
    "scenario of a fact": (
        lambda w: change(w, "tower_lease,,,multiply,2,ratio"),
        ["influx_high.csv, row 3: tower_lease (technology any, component any) is read by no model"],
    ),
    "scenario that multiplies by one": (
        lambda w: change(w, "device_share,,,multiply,1,ratio"),
        ["influx_high.csv, row 3: device_share (technology any, component any): multiply 1 changes nothing"],
    ),
    "payer who stops before starting": (
        lambda w: payer(w, "leo,training,donor,3,1,1"),
        ["uganda/payers.csv, row ", "columns from_year, to_year: found 3 and 1; accepted: an end at or after the start"],
    ),
    "payer of a technology nobody knows": (
        lambda w: payer(w, "pigeon,,donor,0,,1"),
        ["uganda/payers.csv, row ", "column technology: found 'pigeon'; not in technologies.csv"],
    ),
    "payer of a part that is billed with another": (
        lambda w: payer(w, "power_solar,capex,donor,0,,1"),
        [
            "payers.csv, row ",
            "column technology: found 'power_solar', a power technology, whose cost is part of the technologies",
        ],
    ),
    "payer of an item nobody knows": (
        lambda w: payer(w, "leo,beer,donor,0,,1"),
        ["uganda/payers.csv, row ", "column item: found 'beer'; accepted: capex, replacement, opex"],
    ),
    "share below zero": (
        lambda w: payer(w, "leo,training,donor,0,,-0.5"),
        ["uganda/payers.csv, row ", "column share: found -0.5; accepted: 0 or more and 1 or less"],
    ),
    "money that ends before it starts": (
        lambda w: fund(w, "grant,donor,connectivity,5,USD_2024,2026-05-01,2026-04-01,secured"),
        [
            "uganda/funding.csv, row ",
            "columns from_date, to_date: found 2026-05-01 and 2026-04-01; accepted: an end at or after",
        ],
    ),
    "firm money without dates": (
        lambda w: fund(w, "grant,donor,connectivity,5,USD_2024,,,secured"),
        ["funding.csv: line grant has no from_date or no to_date; accepted: both"],
    ),
    "technology named twice": (
        lambda w: replace(w / OPERATION / "operation.toml", '"leo"', '"leo", "leo"'),
        ["uganda/operation.toml: technologies names 'leo' 2 times; accepted: once"],
    ),
    "site named twice": (
        lambda w: replace(w / OPERATION / "operation.toml", '"UGA-001"', '"UGA-001", "UGA-001"'),
        ["uganda/operation.toml: sites names 'UGA-001' 2 times; accepted: once"],
    ),
    "component that stands twice in a bill": (
        lambda w: append(
            w / "data/components.csv",
            "macro_4g,generator,Generator,generator,power_point,1,opex,refanalysis_judgement_2026,expert,",
        ),
        ["components.csv: generator of power_diesel would stand twice in the bill of macro_4g; accepted: once"],
    ),
    "component without any cost": (
        lambda w: append(
            w / "data/components.csv", "leo,charm,Lucky charm,site,site,1,opex,refanalysis_judgement_2026,expert,"
        ),
        ["component charm of technology leo has no cost; accepted: a row of capex, opex"],
    ),
    "component without a lifetime": (
        lambda w: own(w, "capex,,spectrum,,USD_2024/MHz/person,1,1,1,fixed"),
        ["assumptions: no row gives lifetime (technology macro_4g, component spectrum, country UGA)"],
    ),
    "driver that nothing computes": (
        lambda w: cell(w / "data/components.csv", 2, "driver", "moon"),
        ["data/components.csv, row 2, column driver: found 'moon'; accepted: site, cell"],
    ),
    "negative quantity": (
        lambda w: cell(w / "data/components.csv", 2, "quantity", "-1"),
        ["data/components.csv, row 2, column quantity: found -1.0; accepted: 0 or more"],
    ),
    "horizon of no year": (
        lambda w: replace(w / OPERATION / "operation.toml", "horizon = 10", "horizon = 0"),
        ["operation.toml: levers.horizon is 0; accepted: a whole number of 1 or more"],
    ),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_number_that_would_cost_wrongly_or_be_ignored_is_named_with_its_place(name, lone, call):
    break_it, words = COSTS[name]
    break_it(lone)
    before = snapshot(lone)
    code, said = checked(call)
    assert code == 1, said
    for word in words:
        assert " ".join(word.split()) in said
    assert snapshot(lone) == before


NOTED = {
    "a fact in place of an assumption": (
        lambda w: own(w, "tower_lease,,,,USD_2024/tenant/month,1,2,3,pert"),
        "uganda/assumptions.csv, row 6: tower_lease is a fact that no model reads; it changes no result",
    ),
    "a payer after the horizon": (
        lambda w: payer(w, "leo,training,donor,10,,1"),
        "uganda/payers.csv: what donor pays of training of leo from year 10 on lies after the horizon of 10 years",
    ),
    "money that is spent before the service": (
        lambda w: fund(w, "grant,donor,connectivity,5,USD_2024,2024-01-01,2025-12-31,secured"),
        "uganda/funding.csv: line grant lies outside the service, 2026-01-01 to 2036-01-01; it pays for no year",
    ),
    "money that comes after the horizon": (
        lambda w: fund(w, "grant,donor,connectivity,5,USD_2024,2036-01-01,2036-12-31,pledged"),
        "uganda/funding.csv: line grant lies outside the service, 2026-01-01 to 2036-01-01; it pays for no year",
    ),
    "hoped-for money without dates": (
        lambda w: fund(w, "grant,donor,connectivity,5,USD_2024,2026-01-01,,requested"),
        "uganda/funding.csv: line grant lacks from_date or to_date; it is shown but pays for no month",
    ),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_in_order_but_has_no_effect_is_noted(name, lone, call):
    break_it, words = NOTED[name]
    break_it(lone)
    code, said = checked(call)
    assert code == 0, said
    assert f"note: data/operations/{words}" in said or f"note: {words}" in said
    assert "no problems" in said
