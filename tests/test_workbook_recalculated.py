"""Recalculated by LibreOffice, the workbook says what Python says, and follows a changed cell as Python does."""

from dataclasses import replace

import pytest
from workbook_calc import (
    bills_in, changed, flows_in, furthest, libreoffice, outcomes_in, recalculated, rows_below, with_assumption, with_cell,
)  # fmt: skip

from refanalysis import assumptions, data, tco, workbook

pytestmark = libreoffice
CLOSE = 1e-9
OPERATIONS = ("uganda", "bangladesh", "chad")
SCENARIOS = [("uganda", "influx_high"), ("uganda", "gender_gap_closed"), ("bangladesh", "legal_sims"), ("chad", "fibre_east")]
CHANGES = {
    "capex": (("capex", "", "leo_terminal"), 1234.5),
    "lifetime": (("lifetime", "", "battery"), 3.52),
    "short_lifetime": (("lifetime", "", "leo_terminal"), 0.41),
    "lifetime_of_the_horizon": (("lifetime", "", "solar_array"), 10.0),
    "discount_rate": (("discount_rate",), 0.113),
    "no_discount_rate": (("discount_rate",), 0.0),
    "population_falls": (("population_growth",), -0.17),
    "population_leaves": (("return_share",), 0.9),
    "adoption_start": (("adoption_start",), 0.81),
    "adoption_years": (("adoption_years",), 2.3),
    "price_trend": (("price_trend",), -0.045),
    "sales_tax": (("sales_tax",), 0.21),
    "overhead_share": (("overhead_share",), 0.0),
    "contingency_share": (("contingency_share",), 0.17),
    "peak_sun_hours": (("peak_sun_hours",), 3.3),
    "distance_to_backhaul": (("distance_to_backhaul",), 71.0),
    "fuel_theft": (("fuel_theft",), 0.3),
    "plan_volume": (("plan_volume", "leo"), 120.0),
    "grid_hours": (("grid_hours",), 9.0),
}
SETTINGS = {
    "opex_start": {"opex_timing": "start"},
    "opex_middle": {"opex_timing": "middle"},
    "start_of_year": {"replacement": "start_of_year"},
    "never_again": {"replacement": "none"},
    "no_credit": {"residual": "none"},
    "nominal_prices": {"prices": "nominal"},
    "nominal_rate": {"rate": "nominal"},
    "no_charges": {"overhead": False, "contingency": False},
    "nominal_all": {"prices": "nominal", "rate": "nominal", "opex_timing": "middle"},
}


def few(name="uganda", sites=2, horizon=10):
    """An operation with its first sites and every technology of the data that serves."""
    whole = data.operation(name)
    table = data.table("technologies")
    services = tuple(table.loc[table["role"] == "service", "technology"])
    return replace(whole, sites=whole.sites.head(sites), technologies=services, levers={**whole.levers, "horizon": horizon})


def expected(operation, values, settings=tco.Settings()):
    """Outcomes, bills by site and year, and flows by component, item and year, as Python computes them."""
    flows = tco.cash_flows(operation, values, settings=settings)
    outcomes = tco.outcomes(flows, operation, values, settings)
    keys = ["technology", "site", "outcome"]
    measured = dict(zip(outcomes[keys].itertuples(index=False, name=None), outcomes["value"], strict=True))
    return measured, flows


def compare(book, operation, values, settings=tco.Settings()):
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
    """Workbooks recalculated in one run, with the operation, values and settings each must agree with."""
    folder = tmp_path_factory.mktemp("workbooks")
    cases = {}

    def add(name, operation, values, settings=tco.Settings(), meant=None, change=lambda path: None):
        path = folder / f"{name}.xlsx"
        workbook.write(path, operation, values, settings=settings)
        change(path)
        cases[name] = meant or (operation, values, settings)

    for name in OPERATIONS:
        operation = few(name, sites=3)
        add(name, operation, assumptions.load(operation))
    for name, scenario in SCENARIOS:
        operation = few(name, horizon=7)
        add(f"{name}_{scenario}", operation, assumptions.load(operation, scenario))
    operation = few(sites=1)
    values = assumptions.load(operation)
    default = tco.Settings()
    for name, (key, value) in CHANGES.items():
        full = (*key, "", "")[:3]
        meant = operation, changed(values, full, value), default
        add(name, operation, values, meant=meant, change=lambda path, k=full, v=value: with_assumption(path, k, v))
    for name, choice in SETTINGS.items():
        add(name, operation, values, tco.Settings(**choice))
        meant = operation, values, tco.Settings(**choice)
        add(f"{name}_typed", operation, values, meant=meant, change=lambda path, c=choice: _typed(path, c))
    fewer = operation.payers.copy()
    row = fewer.index[fewer["technology"].eq("leo") & fewer["item"].eq("") & fewer["payer"].eq("community")][0]
    fewer.loc[row, "share"] = 0.35
    add(
        "payer",
        operation,
        values,
        meant=(replace(operation, payers=fewer), values, default),
        change=lambda path: with_cell(path, "Payers", ("leo", "any", "community"), 5, 0.35),
    )
    crowd = operation.sites.assign(population=operation.sites["population"] * 1.9)
    add(
        "population",
        operation,
        values,
        meant=(replace(operation, sites=crowd), values, default),
        change=lambda path: with_cell(path, "Sites", (crowd["site_id"].iloc[0],), 3, float(crowd["population"].iloc[0])),
    )
    books = recalculated([folder / f"{name}.xlsx" for name in cases], folder)
    return {name: (books[name], *meant) for name, meant in cases.items()}


def _typed(path, choice):
    for setting, value in choice.items():
        said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        with_cell(path, "Settings", (workbook.styles.said(setting),), 1, said)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_with_every_technology_equals_python(written, name):
    assert compare(*written[name])[0] < CLOSE


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_a_scenario_and_another_horizon_equal_python(written, name, scenario):
    assert compare(*written[f"{name}_{scenario}"])[0] < CLOSE


@pytest.mark.parametrize("name", [*CHANGES, "payer", "population"])
def test_a_changed_cell_changes_the_result_as_in_python(written, name):
    book, operation, values, settings = written[name]
    assert compare(book, operation, values, settings)[0] < CLOSE
    before = expected(few(sites=1), assumptions.load(few(sites=1)))[0]
    assert furthest({k: v for k, v in outcomes_in(book).items() if k in before}, before)[0] > 1e-4  # it does change something


@pytest.mark.parametrize("name", [*SETTINGS, *(f"{name}_typed" for name in SETTINGS)])
def test_settings_written_or_typed_equal_python(written, name):
    assert compare(*written[name])[0] < CLOSE


def test_what_is_needed_and_what_is_installed_differ_where_people_leave(written):
    book, operation, values, _ = written["population_falls"]
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
    book, operation, values, settings = written["payer"]
    flows = expected(operation, values, settings)[1]
    found = {}
    for row in book["Funding"].iter_rows(values_only=True):
        if row[2] == "payer":
            found |= {(row[0], row[1], t): row[7 + t] for t in range(10)}
    assert furthest(*_aligned(found, _sums(flows, ["technology", "payer", "year"])))[0] < CLOSE
    assert any(payer == "unknown" and value > 0 for (_, payer, _), value in found.items())


def test_without_firm_money_what_is_uncovered_is_unknown_and_with_it_the_gap(written, tmp_path):
    operation = few("chad", sites=1)
    path = tmp_path / "funded.xlsx"
    workbook.write(path, operation, assumptions.load(operation), ["leo"])
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book["Funding"]
    first = next(cell.row for cell in page["A"] if cell.value == "Line") + 1
    page.cell(first, 1, "a grant"), page.cell(first, 3, "secured"), page.cell(first, 8, 1000.0)
    book.save(path)
    funded = recalculated([path], tmp_path)["funded"]["Funding"]
    gap = next(row for row in funded.iter_rows(values_only=True) if row[1] == "uncovered")
    bill = next(row for row in funded.iter_rows(values_only=True) if row[1] == "bill")
    assert gap[7] == pytest.approx(bill[7] - 1000.0, rel=CLOSE)
    assert gap[8] == pytest.approx(bill[8], rel=CLOSE)
    unfunded = written["chad"][0]["Funding"]
    gaps = [row for row in unfunded.iter_rows(values_only=True) if row[1] == "uncovered"]
    assert gaps and all(row[7:17] == ("unknown",) * 10 for row in gaps)


def test_the_check_sheet_is_green_until_something_is_changed(written):
    def tops(name):
        return [row[1] for row in written[name][0]["Check"].iter_rows(min_row=4, max_row=7, values_only=True)]

    assert all(value < CLOSE for value in tops("uganda"))
    outcomes, bills, inside, excess = tops("capex")
    assert outcomes > 1e-3 and bills > 1e-3 and inside < CLOSE and excess == 0
