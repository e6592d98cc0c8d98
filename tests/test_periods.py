"""The network, and who is present, at several times."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from refanalysis.network.periods import period_changes, presence_by_period, presence_changes, presence_on, side_by_side
from refanalysis.schema import DataError

ACTORS = pd.DataFrame({"actor": ["opm", "unhcr", "mtn", "wfp"], "kind": "un_agency"})
DAYS = ["2020-06-01", "2022-06-01", "2024-06-01"]


def dated(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["from_actor", "to_actor", "relation", "from_date", "to_date"])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("from_date", "to_date")}, weight=None, certainty=1.0)


TIES = dated(
    [("opm", "unhcr", "coordinates", None, None), ("opm", "unhcr", "informs", "2019-01-01", "2021-12-31"),
     ("mtn", "opm", "informs", "2022-01-01", None), ("wfp", "unhcr", "informs", "2023-01-01", "2024-06-01")]
)  # fmt: skip
RECORDS = pd.DataFrame(
    {"record": [1, 2, 3, 4], "period": ["2024-Q1", "2024-Q2", "2024-Q2", ""],
     "from_date": pd.to_datetime(["2024-01-01", "2024-04-01", None, None]),
     "to_date": pd.to_datetime(["2024-06-30", None, "2024-12-31", None])}
)  # fmt: skip
PARTS = pd.DataFrame(
    {"record": [1, 1, 2, 3, 4], "role": ["implementing", "donor", "implementing", "implementing", "implementing"],
     "organisation": ["IRC", "BHA", "NRC", "IRC", "DRC"]}
)  # fmt: skip


def test_days_stand_side_by_side_with_entries_and_exits():
    table = side_by_side(ACTORS, TIES, DAYS)
    assert table[["actors", "ties", "actors_entered", "actors_left", "ties_entered", "ties_left"]].to_numpy(
        dtype=object, na_value=None
    ).tolist() == [[2, 2, None, None, None, None], [3, 2, 1, 0, 1, 1], [4, 3, 1, 0, 1, 0]]
    np.testing.assert_allclose(table["ties_jaccard"], [np.nan, 1 / 3, 2 / 3])
    np.testing.assert_allclose(table["actors_jaccard"], [np.nan, 2 / 3, 3 / 4])


def test_entries_less_exits_are_the_change_in_number():
    table = side_by_side(ACTORS, TIES, [*DAYS, "2025-01-01", "2030-01-01"])
    for what in ("actors", "ties"):
        change = (table[f"{what}_entered"] - table[f"{what}_left"]).iloc[1:].astype(int)
        assert change.tolist() == np.diff(table[what].astype(int)).tolist()


def test_entries_and_exits_are_named():
    rows = period_changes(ACTORS, TIES, DAYS).to_numpy().tolist()
    assert rows == [
        ["2022-06-01", "actor", "mtn", "entered"],
        ["2022-06-01", "tie", "mtn informs opm", "entered"],
        ["2022-06-01", "tie", "opm informs unhcr", "left"],
        ["2024-06-01", "actor", "wfp", "entered"],
        ["2024-06-01", "tie", "wfp informs unhcr", "entered"],
    ]


def test_a_day_without_ties_has_no_jaccard_with_another_such_day():
    table = side_by_side(ACTORS, TIES.iloc[[1]], ["2010-01-01", "2011-01-01", "2020-01-01"])
    assert table["ties"].tolist() == [0, 0, 1]
    assert table["ties_jaccard"].isna().tolist() == [True, True, False]


def test_reporting_periods_in_their_order():
    table = presence_by_period(RECORDS, PARTS)
    assert table["period"].tolist() == ["2024-Q1", "2024-Q2"]
    assert table[["organisations", "entered", "left"]].iloc[1].tolist() == [2, 1, 1]
    assert table["jaccard"].iloc[1] == pytest.approx(1 / 3)
    only = presence_by_period(RECORDS, PARTS, role="implementing", periods=["2024-Q2", "2024-Q1"])
    assert only[["period", "organisations"]].to_numpy().tolist() == [["2024-Q2", 2], ["2024-Q1", 1]]
    assert presence_changes(RECORDS, PARTS).to_numpy().tolist() == [
        ["2024-Q2", "organisation", "NRC", "entered"],
        ["2024-Q2", "organisation", "BHA", "left"],
    ]


def test_presence_by_day_takes_open_ends_and_leaves_out_the_undated():
    table = presence_on(RECORDS, PARTS, ["2023-06-01", "2024-05-01", "2025-05-01"])
    assert table["organisations"].tolist() == [1, 3, 1]
    named = presence_changes(RECORDS, PARTS, days=["2024-05-01", "2025-05-01"])
    assert set(named["name"]) == {"IRC", "BHA"} and set(named["change"]) == {"left"}
    assert "DRC" not in set(presence_changes(RECORDS, PARTS, days=["2020-01-01", "2024-05-01"])["name"])


def test_what_cannot_be_ordered_is_refused():
    with pytest.raises(ValueError, match="found 2020-01-01 after 2021-01-01; accepted: one or more days in ascending order"):
        side_by_side(ACTORS, TIES, ["2021-01-01", "2020-01-01"])
    with pytest.raises(ValueError, match="days: found none"):
        presence_on(RECORDS, PARTS, [])
    wordy = RECORDS.assign(period=["March", "April", "May", ""])
    with pytest.raises(ValueError, match="the order of the periods March, April, May is not plain; accepted: `periods`"):
        presence_by_period(wordy, PARTS)
    with pytest.raises(ValueError, match="the order of the periods 2024, 2024-03 is not plain"):
        presence_by_period(RECORDS.assign(period=["2024", "2024-03", "", ""]), PARTS)
    assert presence_by_period(wordy, PARTS, periods=["March", "April", "May"])["organisations"].tolist() == [2, 1, 1]


def test_errors_name_what_is_used():
    with pytest.raises(ValueError, match="no organisation has the role 'leader'; used: donor, implementing"):
        presence_by_period(RECORDS, PARTS, role="leader")
    with pytest.raises(ValueError, match="period 'x' is in no record; used: 2024-Q1, 2024-Q2"):
        presence_by_period(RECORDS, PARTS, periods=["x"])
    with pytest.raises(ValueError, match="period '' is in no record; used: none"):
        presence_by_period(RECORDS.assign(period=""), PARTS)
    with pytest.raises(DataError, match="to_actor 'opm' is not in the actors"):
        side_by_side(ACTORS.iloc[1:], TIES, DAYS)
