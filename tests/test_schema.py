"""The declared form of tables and the check against it."""

import pandas as pd
import pytest

from refanalysis import schema, units
from refanalysis.schema import DataError
from refanalysis.schema.operation import OPERATION
from refanalysis.schema.shared import SHARED

MEASURE = {"network": ["n"], "relation": ["all"], "actor": ["opm"], "measure": ["degree"], "value": [3.0]}


def test_a_conforming_result_comes_back_in_declared_order():
    shuffled = pd.DataFrame(MEASURE)[["value", "actor", "network", "measure", "relation"]]
    assert list(schema.check(shuffled, "measures").columns) == schema.TABLES["measures"].names


def test_a_missing_and_an_extra_column_are_both_named():
    frame = pd.DataFrame(MEASURE).rename(columns={"actor": "node"})
    with pytest.raises(DataError) as error:
        schema.check(frame, "measures")
    assert len(error.value.problems) == 2
    assert "column 'actor' is missing" in error.value.problems[0]
    assert "column 'node' is not known" in error.value.problems[1]


def test_every_problem_of_a_table_is_reported_at_once():
    flows = pd.DataFrame(
        {"scenario": ["base", ""], "site": "UGA-001", "technology": "leo", "component": "terminal", "item": ["capex", "bribe"],
         "payer": "agency", "year": [0, 1], "date": [0.0, 2.0], "unit": "USD_2024", "value": [1.0, None]}
    )  # fmt: skip
    with pytest.raises(DataError) as error:
        schema.check(flows, "cash_flows")
    said = "\n".join(error.value.problems)
    assert "column scenario: found ''" in said
    assert "column item: found 'bribe'; accepted: capex, replacement" in said
    assert "column value: found ''" in said


def test_more_than_five_offenders_are_counted_not_listed():
    frame = pd.DataFrame({name: values * 9 for name, values in MEASURE.items()}).assign(measure="")
    with pytest.raises(DataError, match="4 more rows like these"):
        schema.check(frame, "measures")


def test_an_unknown_table_lists_those_declared():
    with pytest.raises(ValueError, match="no table is called 'flows'; declared: sources, parameters"):
        schema.check(pd.DataFrame(), "flows")


@pytest.mark.parametrize("table", schema.TABLES.values(), ids=lambda table: table.name)
def test_every_declaration_is_complete(table):
    assert table.meaning
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert set(table.references) <= set(table.names)
    assert set(table.references.values()) <= set(schema.TABLES)
    for column in table.columns:
        assert column.meaning, column.name
        assert column.unit == "" or "{" in column.unit or units.problem(column.unit) == "", column.name


def test_every_input_table_with_a_unit_column_has_source_and_quality():
    for table in (*SHARED, *OPERATION):
        if "unit" in table.names and table.name != "parameters":
            assert {"source", "quality"} <= set(table.names), table.name
