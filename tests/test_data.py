"""The packaged data conform, refer to one another correctly, and are read as declared."""

import pandas as pd
import pytest

from refanalysis import assumptions, coordination, data, schema, units


@pytest.mark.parametrize("name", list(data.FILES))
def test_every_shared_table_conforms(name):
    frame = data.table(name)
    assert len(frame) > 0 or name == "correlations"
    assert set(schema.TABLES[name].names) <= set(frame.columns)


def test_every_source_is_used_and_every_used_source_is_listed():
    listed = set(data.table("sources")["source"])
    cells = []
    for name in data.FILES:
        frame = data.table(name)
        cells += [cell for column in frame.columns if column.endswith("source") and name != "sources" for cell in frame[column]]
    for name in data.operations():
        operation = data.operation(name)
        cells += list(operation.context_sources.values())
        tables = (*schema.OPERATION_TABLES, "assumption_rows")
        cells += [cell for table in tables for cell in getattr(operation, table).get("source", [])]
        for path in (operation.folder / "scenarios").glob("*.csv"):
            cells += list(data.read(path, "overlay")["source"])
    cells += [source["source"] for name in coordination.cases() for source in coordination.case(name).sources]
    used = {key for cell in cells for key in data.source_keys(cell)}
    assert used - listed == set()
    assert listed - used == set()


def test_canonical_units_of_all_parameters_are_units():
    parameters = data.table("parameters")
    wrong = {
        row.parameter: units.problem(units.canonical(row.unit, "USD_2024", "site"))
        for row in parameters.itertuples()
        if units.problem(units.canonical(row.unit, "USD_2024", "site"))
    }
    assert wrong == {}


def test_the_unit_of_each_country_fact_is_of_the_kind_its_parameter_has():
    templates = data.table("parameters").set_index("parameter")["unit"]
    for fact in data.table("country_facts").itertuples():
        goal = units.canonical(templates[fact.parameter], "USD_2024")
        if goal == "text":
            assert fact.text and pd.isna(fact.value) and fact.unit == "text"
        else:
            assert not fact.text and pd.notna(fact.value)
            assert units.factor(fact.unit, goal, lambda source, target: 1.0) > 0


def test_components_of_the_same_name_are_counted_in_the_same_unit():
    counted = data.table("components").groupby("component")["unit"].nunique()
    assert counted.max() == 1


def test_services_backhaul_and_power_are_those_the_bills_join():
    roles = data.table("technologies").set_index("technology")
    assert roles["role"].value_counts().to_dict() == {"service": 9, "backhaul": 5, "power": 4}
    parts = data.bills().groupby("technology")["part_of"].unique()
    assert set(parts["leo"]) == {"leo", "leo_backhaul", "power_solar"}
    assert set(parts["rural_lite"]) == {"rural_lite", "point_to_point"}
    assert len(parts) == 9


@pytest.mark.parametrize("name", ["bangladesh", "chad", "uganda"])
def test_every_component_has_a_cost_and_what_is_bought_has_a_life(name):
    values = assumptions.load(data.operation(name))
    bought = ("lifetime", "price_trend", "failure_share", "theft_share", "retirement_share", "resale_share", "import_duty",
              "sales_tax", "tax_exempt_share", "logistics_uplift")  # fmt: skip
    for row in data.bills().itertuples():
        case = {"technology": row.technology, "component": row.component}
        bare = not values.has("capex", **case)
        missing = [] if bare else [parameter for parameter in bought if not values.has(parameter, **case)]
        priced = {"mbps": "bandwidth_price", "grid_kwh": "energy_price", "litre": "fuel_price", "backup_litre": "fuel_price"}
        assert not missing, case
        assert not bare or values.has(priced.get(row.driver, "opex"), **case), case


def test_a_placeholder_has_a_range_and_says_what_would_replace_it():
    rows = data.table("assumptions").query("quality == 'placeholder'")
    assert (rows["low"] < rows["high"]).all()
    assert rows["note"].str.contains("replace|not read").all()


def test_the_price_basis_of_every_operation_has_a_deflator():
    deflators = data.table("deflators")
    for name in data.operations():
        currency, year = data.operation(name).levers["price_basis"].split("_")
        assert ((deflators["currency"] == currency) & (deflators["year"] == int(year))).any()


def test_no_packaged_file_holds_a_byte_order_mark_a_carriage_return_or_an_at_sign_address():
    for path in (data.workspace() / "data").rglob("*.csv"):
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), path
        assert b"\r" not in raw, path


def test_an_unknown_operation_or_table_lists_those_there_are():
    with pytest.raises(ValueError, match="no operation is called 'atlantis'; known: bangladesh, chad, uganda"):
        data.operation("atlantis")
    with pytest.raises(ValueError, match="no shared table is called 'actors'; known: sources, parameters"):
        data.table("actors")


def test_a_table_read_twice_is_not_shared_between_its_readers():
    first = data.table("countries")
    first.loc[0, "country"] = "changed"
    assert data.table("countries").loc[0, "country"] != "changed"


def test_a_named_workspace_that_is_none_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="is not a workspace"):
        data.workspace()
