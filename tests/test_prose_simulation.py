"""A simulated response in words and tables."""

import pandas as pd
import pytest

from refanalysis import coordination, data, prose, readable
from refanalysis.coordination import simulation


@pytest.fixture(scope="module")
def told():
    guidance = coordination.load()
    context = coordination.read(data.operation("chad").context, guidance)
    step = coordination.steps(context, guidance)["The Humanitarian Coordinator leaves"]
    compared = coordination.compare({"As it is": context, "Without": step}, guidance)
    people = simulation.people({"East": 200_000.0, "West": 50_000.0}, arrivals=10_000.0, weeks=30)
    scenarios = [
        simulation.scenario("As it is", context),
        simulation.scenario("Without", step),
        simulation.uncoordinated(context),
    ]
    found = simulation.simulate(scenarios, people, draws=60, seed=1)
    drivers = simulation.tornado(simulation.model(found.scenarios[0], people, "coverage"), "coverage", "share")
    return compared, found, simulation.differences(found, "As it is"), drivers, guidance


def test_five_sentences_say_what_changes_and_by_how_much(told):
    compared, found, apart, drivers, _ = told
    said = prose.simulation.simulation(compared, found.kpis, apart, drivers, {})
    assert len(said) == 5
    assert said[0] == (
        "Compared with “As it is”: “Without” and “Nobody coordinates”. “Nobody coordinates” is a yardstick that no rule gives: "
        "no meetings, no information passed on, the same money."
    )
    assert "“Without” changes 3 answers" in said[1]
    mean = apart.query("scenario == 'Nobody coordinates' and outcome == 'coverage' and sector == 'all' and area == 'all'")[
        "mean"
    ].iloc[0]
    assert f"“Nobody coordinates” moves coverage by {100 * mean:+.1f}" in said[3]
    assert mean < 0
    assert "funded share" in said[4]
    assert "Nobody has published a causal estimate" in prose.simulation.CAUTION


def test_a_scenario_that_moves_nothing_is_said_to(told):
    compared, found, apart, _, _ = told
    still = apart.assign(mean=0.0, low=0.0, high=0.0)
    said = prose.simulation.simulation(compared, found.kpis, still, pd.DataFrame(columns=["parameter", "swing"]), {})
    assert "“Without” leaves coverage as it is: it moves what the rules ask for, not who is in need." in said[3]
    assert said[4] == "No assumption with a range moves coverage."


def test_tables_have_a_column_for_each_scenario_and_words_for_codes(told):
    _, found, _, _, guidance = told
    names = [each.name for each in found.scenarios]
    figures = readable.simulation.key_figures(found.kpis)
    assert figures.columns.tolist() == ["figure", *names]
    assert figures.set_index("figure").loc["coverage over the weeks", "As it is"].endswith(")")
    flows = readable.simulation.flows(found.flow_ages, guidance.label)
    assert flows.columns.tolist() == ["flow", *names]
    assert flows["As it is"].str.fullmatch(r"[\d.]+ weeks, \d+ % on time").all()
    assert (flows["Nobody coordinates"] == "no flow").all()
    assert figures.set_index("figure").loc["age of information", "Nobody coordinates"] == ""


def test_differences_are_told_with_the_interval_of_their_mean(told):
    apart = told[2]
    shown = readable.simulation.differences(apart)
    row = shown[(shown["scenario"] == "Nobody coordinates") & (shown["figure"] == "coverage over the weeks")].iloc[0]
    own = apart.query("scenario == 'Nobody coordinates' and outcome == 'coverage' and sector == 'all' and area == 'all'").iloc[
        0
    ]
    assert row["difference"].startswith(f"{100 * own['mean']:.1f}".replace("-", row["difference"][0]))
    assert row["unit"] == "percentage point" and " to " in row["range"]


def test_drivers_in_percent_are_a_hundred_times_the_shares(told):
    drivers = told[3]
    shown = readable.simulation.in_percent(drivers)
    assert shown["swing"].tolist() == pytest.approx((100 * drivers["swing"]).tolist())
    assert set(shown["outcome_unit"]) == {"percent"}


def test_the_page_says_that_it_starts_from_nobody_covered_and_is_no_forecast(told):
    compared, found, apart, drivers, _ = told
    said = prose.simulation.simulation(compared, found.kpis, apart, drivers, {})
    assert said[2].startswith("If a response began with the arrangement of “As it is”, ")
    assert "nobody is covered then" in prose.simulation.CAUTION
    assert "does not say how many are served today" in prose.simulation.CAUTION


def test_key_figures_round_a_range_like_its_median_and_say_hours_in_the_plural():
    row = {"sector": "all", "area": "all", "scenario": "As it is"}
    rows = [
        {"outcome": "coverage", "unit": "share", "p05": 0.364, "p50": 0.46, "p95": 0.562},
        {"outcome": "meeting_hours", "unit": "hour/week", "p05": 1639.0, "p50": 3793.0, "p95": 9232.0},
    ]
    shown = readable.simulation.key_figures(pd.DataFrame([row | each for each in rows]))
    assert shown["As it is"].tolist() == ["46 % (36 to 56)", "3,793 hours (1,639 to 9,232)"]
