"""What the packaged operations must hold: honest registers, known sources, whole shares, scenarios that change something."""

import re

import numpy as np
import pandas as pd
import pytest

from refanalysis import assumptions, coordination, data, scenario, tco
from refanalysis.schema import ITEMS, OPERATION_TABLES

NAMES = ("bangladesh", "chad", "uganda")
KINDS = {"host_government", "line_ministry", "regulator", "mno", "isp", "satellite_provider", "un_agency", "development_actor",
         "donor", "ingo", "nngo", "refugee_led", "community_structure", "forum"}  # fmt: skip
PLACEHOLDERS = {  # rows of each table that stand in for a fact nobody published
    "bangladesh": {"actors": 0, "ties": 12, "payers": 11, "assumption_rows": 1},
    "chad": {"actors": 2, "ties": 19, "payers": 13, "assumption_rows": 1},
    "uganda": {"actors": 2, "ties": 20, "payers": 21, "assumption_rows": 0},
}


@pytest.fixture(scope="module", params=NAMES)
def operation(request):
    return data.operation(request.param)


def own(operation, name):
    """Rows of one table in the operation's own folder."""
    return data.read(operation.folder / f"{name}.csv", name)


def listed(operation):
    """Every table of the operation by name, scenarios and assumptions included."""
    overlays = [scenario.overlay(operation, name) for name in scenario.names(operation)]
    return {
        **{name: getattr(operation, name) for name in OPERATION_TABLES},
        "assumption_rows": operation.assumption_rows,
        "overlay": pd.concat(overlays, ignore_index=True),
    }


def test_the_three_packaged_operations_are_found():
    assert set(NAMES) <= set(data.operations())


def test_the_folder_has_no_problem(operation):
    assert data.problems(operation.folder) == []


def test_sites_are_those_the_description_speaks_of():
    south_and_west = "Dar es Salam|Dosseye|Amboko|Gondje|Doholo|N'djamena|Moyo|Dembo|Belom|Mousmba"
    left_out = {
        "bangladesh": {"Bhasan Char"},
        "uganda": {"Kampala (urban refugees)"},
        "chad": set(south_and_west.split("|")),
    }
    every = data.table("sites")
    for name, sites in left_out.items():
        operation = data.operation(name)
        of_country = every[every["iso3"] == operation.iso3]
        assert set(of_country["site"]) - set(operation.sites["site"]) == sites
        assert len(of_country) - len(operation.sites) == len(sites)


def test_registers_hold_every_kind_of_stakeholder_that_matters(operation):
    assert set(operation.actors["kind"]) >= KINDS
    assert 25 <= len(operation.actors) <= 60
    assert 50 <= len(operation.ties) <= 120
    assert operation.ties["relation"].nunique() >= 10


def test_every_tie_joins_two_actors_of_the_register(operation):
    actors, ties = set(operation.actors["actor"]), operation.ties
    assert set(ties["from_actor"]) | set(ties["to_actor"]) == actors, "an actor without a tie, or a tie without its actor"
    assert (ties["from_actor"] != ties["to_actor"]).all()


def test_only_a_tie_that_a_source_states_is_certain(operation):
    ties = operation.ties
    assert set(ties.loc[ties["certainty"] == 1, "quality"]) <= {"published", "quoted"}
    assert (ties.loc[ties["quality"].isin(["expert", "placeholder"]), "certainty"] < 1).all()
    assert (ties.loc[ties["certainty"] < 1, "note"] != "").all()


def test_ratings_are_unknown_unless_a_note_gives_the_reason(operation):
    actors = operation.actors
    rated = (actors[["power", "interest", "position"]] != "unknown").any(axis=1)
    assert set(actors.loc[rated, "quality"]) == {"expert"}
    assert actors.loc[rated, "note"].str.contains("Rated", regex=False).all()
    assert (~rated).any()


@pytest.mark.parametrize("name", NAMES)
def test_placeholders_are_counted_and_say_so(name):
    tables = listed(data.operation(name))
    found = {table: int((tables[table]["quality"] == "placeholder").sum()) for table in PLACEHOLDERS[name]}
    assert found == PLACEHOLDERS[name]
    for table, rows in tables.items():
        unexplained = rows[(rows["quality"] == "placeholder") & (rows["note"] == "")]
        assert unexplained.empty, f"{table}: a placeholder without a note"


def test_every_row_has_a_source_that_is_registered(operation):
    known = set(data.table("sources")["source"])
    for table, rows in listed(operation).items():
        cited = {key for cell in rows["source"] for key in data.source_keys(cell)}
        assert cited <= known, table
    assert set(data.source_keys(";".join(operation.context_sources.values()))) <= known


def test_no_person_can_be_reached_or_named(operation):
    contact = re.compile(r"\S+@\S+\.\w+|\+\d[\d ]{7,}|\b(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z]")
    for table, rows in listed(operation).items():
        words = rows.select_dtypes(include=["str", "object"]).drop(columns=["from_date", "to_date"], errors="ignore")
        for column in words:
            assert not words[column].astype(str).str.contains(contact).any(), f"{table}, column {column}"


def test_payers_pay_every_item_of_every_technology_in_every_year_exactly_once(operation):
    horizon = operation.levers["horizon"]
    for technology in operation.technologies:
        paid = tco.shares(operation.payers, technology, horizon)
        assert set(paid) == set(ITEMS)
        for item, split in paid.items():
            assert "unknown" not in split, (technology, item)
            assert np.allclose(sum(split.values()), 1), (technology, item)


def test_rows_speak_of_sites_and_sectors_that_exist(operation):
    sites, sectors = {*operation.sites["site_id"], ""}, set(data.table("sectors")["sector"])
    for name in ("presence", "coverage", "survey"):
        assert set(getattr(operation, name)["site_id"]) <= sites, name
    assert set(operation.presence["sector"]) <= sectors


def test_own_coverage_adds_to_what_is_published_and_repeats_nothing(operation):
    key = ["site_id", "operator", "service", "date"]
    assert not operation.coverage.duplicated(key).any()
    whole = own(operation, "coverage").query("site_id == ''")
    assert set(whole["status"]) <= {"unknown", "planned", "absent"}, "a region is not evidence of service at each site"


def test_every_context_level_is_legal_and_every_known_level_has_a_source(operation):
    context = coordination.read(operation.context)
    stated = {name for name in operation.context if name not in context.unknown}
    assert stated <= set(operation.context_sources)
    assert set(operation.context_sources) <= set(operation.context)


@pytest.mark.parametrize(
    ("name", "leads", "government_leads", "plan"),
    [
        ("uganda", {"UNHCR"}, True, "country_rrp_plus_crrf"),
        ("bangladesh", {"UNHCR", "IOM", "RC"}, True, "country_rrp"),
        ("chad", {"UNHCR"}, False, "regional_rrp_chapter"),
    ],
)
def test_the_rules_give_the_leads_and_plan_on_record(name, leads, government_leads, plan):
    operation = data.operation(name)
    found = coordination.headline(coordination.derive(coordination.read(operation.context)))
    assert set(found["intl_lead"]) == leads
    assert found["gov_lead"] is government_leads
    assert found["instrument"] == plan
    assert plan.removesuffix("_plus_crrf") in set(operation.plans["instrument"])


def test_the_register_names_the_leads_on_record():
    leading = {
        "uganda": ("crrf_steering_group", {"opm", "molg"}),
        "bangladesh": ("strategic_executive_group", {"unhcr", "iom", "unrc"}),
        "chad": ("connectivity_for_refugees", {"unhcr", "itu"}),
    }
    for name, (forum, leads) in leading.items():
        ties = data.operation(name).ties
        rows = ties[(ties["relation"] == "leads") & (ties["to_actor"] == forum) & (ties["certainty"] == 1)]
        assert set(rows["from_actor"]) == leads


def test_scenarios_have_words_and_change_what_a_model_reads(operation):
    names = set(scenario.names(operation)) - {scenario.BASE}
    assert names == set(operation.scenarios)
    assert {"funding_cut", "influx_high"} < names, "and one of the operation's own"
    base = assumptions.load(operation)
    for name in names:
        changed = assumptions.load(operation, name)
        read = [parameter for parameter in tco.READS if base.has(parameter)]
        assert any(base.value(parameter) != changed.value(parameter) for parameter in read), name
        assert (scenario.overlay(operation, name)["note"] != "").all(), "a scenario row says what it rests on"


def test_scenario_factors_follow_from_the_facts_they_rest_on():
    refugees = data.table("country_facts").query("parameter == 'refugees'").set_index(["iso3", "year"])["value"]
    growth = {iso3: refugees[iso3, "2025"] / refugees[iso3, "2024"] - 1 for iso3 in ("UGA", "BGD", "TCD")}
    values = {name: scenario.overlay(data.operation(name), "influx_high")["value"].iloc[0] for name in NAMES}
    assert values["uganda"] == pytest.approx(growth["UGA"], abs=0.005)
    assert values["bangladesh"] == pytest.approx(150_000 / 1.5 / refugees["BGD", "2024"], abs=0.005)
    assert values["chad"] * 10 == pytest.approx(1), "as many arrivals in ten years as there are people"
    closed = scenario.overlay(data.operation("uganda"), "gender_gap_closed")["value"].iloc[0]
    assert closed == pytest.approx(1 / (0.49 + 0.51 * (1 - 0.47)), abs=0.01)


def test_phone_users_of_the_rohingya_camps_follow_from_the_shares():
    shares = ("age_share", "device_share", "sim_share")
    base, legal = (assumptions.load(data.operation("bangladesh"), name) for name in ("base", "legal_sims"))
    assert np.prod([base.value(share) for share in shares]) == pytest.approx(350_000 / 1_300_000, abs=0.005)
    assert np.prod([legal.value(share) for share in shares]) == pytest.approx(0.45, abs=0.005)


def test_coverage_of_the_rohingya_plan_has_the_published_mean():
    plans = data.operation("bangladesh").plans
    funded = plans.loc[plans["year"].between(2017, 2025), "funded"]
    assert len(funded) == 9
    assert funded.mean() == pytest.approx(0.678, abs=0.0005)
    assert plans.loc[plans["year"] == 2026, "funded"].isna().all()


def test_money_received_for_the_rohingya_plan_is_requirement_times_coverage():
    operation = data.operation("bangladesh")
    plans = operation.plans.set_index("year")
    lines = operation.funding.set_index("line")["amount"]
    for year in (2023, 2024, 2025):
        expected = plans.loc[year, "requirement"] * plans.loc[year, "funded"]
        assert lines[f"joint_response_plan_{year}"] == pytest.approx(expected, abs=100_000)


def test_no_firm_money_for_connectivity_is_claimed(operation):
    lines = operation.funding
    firm = lines[(lines["purpose"] == "connectivity") & lines["status"].isin(["received", "secured"])]
    assert firm.empty, "no public figure was found for these sites; a line added here needs a source and both dates"
