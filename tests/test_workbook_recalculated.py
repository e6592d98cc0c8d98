"""Recalculated by LibreOffice, the workbook says what Python says, and follows a changed cell as Python does."""

from dataclasses import replace

import pandas as pd
import pytest
from workbook_calc import bills_in, changed, flows_in, furthest, libreoffice, outcomes_in, recalculated, rows_below, save_with

from refanalysis import assumptions, data, tco, workbook
from refanalysis.workbook.case import case
from refanalysis.workbook.styles import said

pytestmark = libreoffice
CLOSE = 1e-9
OPERATIONS = ("uganda", "bangladesh", "chad")
SCENARIOS = [("uganda", "influx_high"), ("bangladesh", "legal_sims"), ("chad", "fibre_east")]
CHANGES = {
    "prices": {("capex", "", "leo_terminal"): 1234.5, ("lifetime", "", "battery"): 3.52, ("price_trend", "", ""): -0.045},
    "rate_and_tax": {("discount_rate", "", ""): 0.113, ("sales_tax", "", ""): 0.21, ("overhead_share", "", ""): 0.0},
    "no_rate": {("discount_rate", "", ""): 0.0, ("contingency_share", "", ""): 0.17},
    "lives": {
        ("lifetime", "", "leo_terminal"): 0.41,
        ("lifetime", "", "solar_array"): 10.0,
        ("lifetime", "", "battery"): 10 / 3,
    },
    "people_go": {("population_growth", "", ""): -0.17},
    "everybody_goes": {("return_share", "", ""): 0.999, ("arrival_share", "", ""): 0.0, ("population_growth", "", ""): -0.9},
    "adoption": {("adoption_start", "", ""): 0.81, ("adoption_years", "", ""): 2.3, ("plan_volume", "leo", ""): 120.0},
    "power": {("peak_sun_hours", "", ""): 3.3, ("fuel_theft", "", ""): 0.3, ("grid_hours", "", ""): 9.0},
    "distance": {("distance_to_backhaul", "", ""): 71.0, ("logistics_per_km", "", ""): 0.002},
}
SETTINGS = {
    "opex_middle": {"opex_timing": "middle"},
    "start_of_year": {"replacement": "start_of_year", "opex_timing": "start"},
    "never_again": {"replacement": "none"},
    "no_credit": {"residual": "none", "overhead": False, "contingency": False},
    "nominal_prices": {"prices": "nominal"},
    "nominal": {"prices": "nominal", "rate": "nominal", "opex_timing": "middle"},
}
DEFAULT = tco.Settings()
SOME = ("macro_4g", "leo", "fibre_hotspots")


def every_service():
    table = data.table("technologies")
    return tuple(table.loc[table["role"] == "service", "technology"])


def few(name="uganda", sites=1, horizon=10, services=SOME):
    """An operation with its first sites and some technologies."""
    whole = data.operation(name)
    return replace(whole, sites=whole.sites.head(sites), technologies=services, levers={**whole.levers, "horizon": horizon})


def expected(operation, values, settings=DEFAULT):
    """Outcomes, bills by site and year, and flows by component, item and year, as Python computes them."""
    flows = tco.cash_flows(operation, values, settings=settings)
    outcomes = tco.outcomes(flows, operation, values, settings)
    keys = ["technology", "site", "outcome"]
    measured = dict(zip(outcomes[keys].itertuples(index=False, name=None), outcomes["value"], strict=True))
    return measured, flows


def compare(book, operation, values, settings=DEFAULT):
    """Largest relative difference of all outcomes, bills and flows."""
    measured, flows = expected(operation, values, settings)
    horizon = operation.levers["horizon"]
    found = outcomes_in(book)
    unknown = {key for key in set(found) - set(measured) if key[2].startswith("present_value_")}
    assert all(found.pop(key) == 0 for key in unknown)  # payers who bear nothing have no row in Python
    return max(
        furthest(found, measured),
        furthest(*_aligned(bills_in(book, horizon), _bills(flows))),
        furthest(*_aligned(flows_in(book, "Cash flows", horizon), _sums(flows, ["technology", "component", "item", "year"]))),
    )


def _sums(flows, keys):
    summed = flows.groupby(keys)["value"].sum()
    return {tuple(key): value for key, value in summed.items()}


def _bills(flows):
    every = _sums(flows, ["technology", "site", "year"])
    whole = {(technology, "all", year): value for (technology, year), value in _sums(flows, ["technology", "year"]).items()}
    return every | whole


def _aligned(found, known):
    """Both with every key; a flow of zero has no row in Python. What cancels to nothing counts as nothing."""
    largest = max(map(abs, known.values()))
    keys = set(found) | set(known)
    both = ({key: each.get(key, 0.0) for key in keys} for each in (found, known))
    return tuple({key: 0.0 if abs(value) < 1e-14 * largest else value for key, value in each.items()} for each in both)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Workbooks recalculated in one run: what stands in them, and the operation, values and settings each must agree with."""
    folder = tmp_path_factory.mktemp("workbooks")
    meant = _of_operations(folder) | _changed(folder) | _other_bill(folder)
    books = recalculated([folder / f"{name}.xlsx" for name in meant], folder)
    return {name: (books[name], *of) for name, of in meant.items()}


def _of_operations(folder):
    """Every technology of each operation; a scenario over another horizon; settings that were written."""
    meant = {name: (few(name, 2, services=every_service()), "base", DEFAULT) for name in OPERATIONS}
    meant |= {f"{name}_{scenario}": (few(name, 2, 7), scenario, DEFAULT) for name, scenario in SCENARIOS}
    meant["written"] = (few(), "base", tco.Settings(**SETTINGS["nominal"]))
    found = {}
    for name, (operation, scenario, settings) in meant.items():
        values = assumptions.load(operation, scenario)
        workbook.write(folder / f"{name}.xlsx", operation, values, settings=settings)
        found[name] = operation, values, settings
    return found


def _other_bill(folder):
    """Counts that no bill of the data uses: by site, kilometre, user and watt; and an option without equipment."""
    rows = [
        ("leo", "tower", "site", 2.0, "opex"),
        ("leo", "fibre", "km", 1.0, "opex"),
        ("leo", "technician", "user", 0.01, "staff"),
        ("leo", "ran", "site", 1.0, "opex"),
        ("leo", "battery", "power_point", 3.0, "opex"),
        ("leo", "grid_energy", "watt", 1.0, "energy"),
        ("wifi_zone", "technician", "staff", 1.0, "staff"),
        ("wifi_zone", "upstream", "mbps", 1.0, "bandwidth"),
    ]
    bill = pd.DataFrame(rows, columns=["technology", "component", "driver", "quantity", "opex_item"]).assign(unit="unit")
    operation = few(sites=2)
    values = assumptions.load(operation)
    workbook.write(folder / "other_bill.xlsx", operation, values, ["leo", "wifi_zone"], components=bill)
    return {"other_bill": (operation, values, DEFAULT)}


def _changed(folder):
    """One workbook of the base case, saved again and again with other values typed into it."""
    operation = few()
    values = assumptions.load(operation)
    book = workbook.make(case(operation, values, None, None, DEFAULT))
    found = {}
    for name, numbers in CHANGES.items():
        edits = [("Assumptions", [part or "any" for part in key], 5, value) for key, value in numbers.items()]
        save_with(book, edits, folder / f"{name}.xlsx")
        other = values
        for key, value in numbers.items():
            other = changed(other, key, value)
        found[name] = operation, other, DEFAULT
    for name, choice in SETTINGS.items():
        words = {True: "yes", False: "no"}
        edits = [("Settings", [said(setting)], 1, words.get(value, value)) for setting, value in choice.items()]
        save_with(book, edits, folder / f"{name}.xlsx")
        found[name] = operation, values, tco.Settings(**choice)
    fewer, crowd = operation.payers.copy(), operation.sites.assign(population=operation.sites["population"] * 1.9)
    place = fewer.index[fewer["technology"].eq("leo") & fewer["item"].eq("") & fewer["payer"].eq("community")][0]
    fewer.loc[place, "share"] = 0.35
    edits = [("Payers", ["leo", "any", "community"], 5, 0.35)]
    edits += [("Sites", [crowd["site_id"].iloc[0]], 3, float(crowd["population"].iloc[0]))]
    save_with(book, edits, folder / "payer_and_people.xlsx")
    found["payer_and_people"] = replace(operation, payers=fewer, sites=crowd), values, DEFAULT
    grant = [("Funding", ["", "", ""], column, value) for column, value in ((2, "secured"), (7, 1000.0))]
    first = next(row for row in book["Funding"].iter_rows() if row[0].value == "Line")[0].row + 1
    book["Funding"].cell(first, 1).value = "a grant"
    save_with(book, [(page, ["a grant"], column, value) for page, _, column, value in grant], folder / "funded.xlsx")
    found["funded"] = operation, values, DEFAULT
    return found


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_with_every_technology_equals_python(written, name):
    assert compare(*written[name])[0] < CLOSE


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_a_scenario_and_another_horizon_equal_python(written, name, scenario):
    assert compare(*written[f"{name}_{scenario}"])[0] < CLOSE


@pytest.mark.parametrize("name", [*CHANGES, "payer_and_people"])
def test_a_changed_cell_changes_the_result_as_in_python(written, name):
    book, operation, values, settings = written[name]
    assert compare(book, operation, values, settings)[0] < CLOSE
    before = expected(few(), assumptions.load(few()))[0]
    same = {key: value for key, value in outcomes_in(book).items() if key in before}
    assert furthest(same, before)[0] > 1e-4  # it does change something


@pytest.mark.parametrize("name", [*SETTINGS, "written"])
def test_settings_written_or_typed_equal_python(written, name):
    assert compare(*written[name])[0] < CLOSE


def test_what_is_needed_and_what_is_installed_differ_where_people_leave(written):
    book, operation, values, _ = written["people_go"]
    known = tco.quantities(operation.sites, data.bills(), ["macro_4g"], values, 10)
    rows = [row for row in rows_below(book["Quantities"], "Site code", "Kind") if row["Technology"] == "macro_4g"]
    for kind, column in (("needed", "driver_count"), ("installed", "installed")):
        cells = next(row for row in rows if row["Kind"] == kind and row["What"] == "cell")
        python = known[known["component"] == "ran"].set_index("year")[column]
        assert [cells[t] for t in range(10)] == python.tolist()
    assert cells[9] > next(row for row in rows if row["Kind"] == "needed" and row["What"] == "cell")[9]


def test_the_sheet_of_one_site_shows_its_cash_flows(written):
    book, operation, values, settings = written["uganda"]
    flows = expected(operation, values, settings)[1]
    chosen = flows[flows["site"] == operation.sites["site_id"].iloc[0]]
    found = flows_in(book, "One site", 10)
    assert furthest(*_aligned(found, _sums(chosen, ["technology", "component", "item", "year"])))[0] < CLOSE


def test_demand_equals_python_step_by_step(written):
    book, operation, values, _ = written["chad"]
    known = tco.demand(operation.sites, values, 10).set_index(["site", "year"])
    rows = [row for row in rows_below(book["Demand"], "Step") if row["Site code"] in set(operation.sites["site_id"])]
    found = {(row["Site code"], t, row["Step"]): row[t] for row in rows for t in range(10)}
    assert furthest(found, {(*key[:2], key[2]): known.loc[key[:2], key[2]] for key in found})[0] < CLOSE


def test_payers_bear_by_year_what_python_says(written):
    book, operation, values, settings = written["payer_and_people"]
    flows = expected(operation, values, settings)[1]
    found = {}
    for row in book["Funding"]:
        if row[2] == "payer":
            found |= {(row[0], row[1], t): row[7 + t] for t in range(10)}
    assert furthest(*_aligned(found, _sums(flows, ["technology", "payer", "year"])))[0] < CLOSE
    assert any(payer == "unknown" and value > 0 for (_, payer, _), value in found.items())


def test_without_firm_money_what_is_uncovered_is_unknown_and_with_it_the_gap(written):
    funded = written["funded"][0]["Funding"]
    gap = next(row for row in funded if row[1] == "uncovered")
    bill = next(row for row in funded if row[1] == "bill")
    assert gap[7] == pytest.approx(bill[7] - 1000.0, rel=CLOSE)
    assert gap[8] == pytest.approx(bill[8], rel=CLOSE)
    gaps = [row for row in written["chad"][0]["Funding"] if row[1] == "uncovered"]
    assert gaps
    assert all(tuple(row[7:17]) == ("unknown",) * 10 for row in gaps)


def test_the_check_sheet_is_green_until_something_is_changed(written):
    def tops(name):
        return [row[1] for row in written[name][0]["Check"][3:7]]

    assert all(value < CLOSE for value in tops("uganda"))
    assert all(value < CLOSE for value in tops("other_bill"))
    outcomes, bills, inside, excess = tops("prices")
    assert min(outcomes, bills) > 1e-3
    assert inside < CLOSE
    assert excess == 0
