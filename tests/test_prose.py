"""Sentences a page opens with: numbers from tables, unknowns said."""

import pandas as pd
import pytest

from refanalysis import prose

LABELS = {"leo": "LEO", "mast": "Mast"}
SITES = pd.DataFrame({"population": [1000.0, 500.0]})
STATUSES = ("served", "partly_served", "planned", "not_served", "unknown")


def people(**shares):
    rows = [{"status": status, "people": 1500 * shares.get(status, 0), "share": shares.get(status, 0.0)} for status in STATUSES]
    return pd.DataFrame(rows)


def facts(*rows):
    return pd.DataFrame(rows, columns=["indicator", "value", "text", "status"])


def questions(*rows):
    return pd.DataFrame(rows, columns=["question", "people"])


def ranges():
    rows = [
        ("leo", "cost_per_user_month", "USD_2024/user/month", 1.0, 2.0, 4.0),
        ("leo", "tco", "USD_2024", 1e6, 3e6, 9e6),
        ("leo", "initial_capex", "USD_2024", 1e5, 2e5, 3e5),
        ("leo", "opex_share", "share", 0.5, 0.6, 0.7),
        ("mast", "opex_share", "share", 0.1, 0.2, 0.3),
    ]
    return pd.DataFrame(rows, columns=["technology", "outcome", "unit", "p05", "p50", "p95"])


WON = pd.DataFrame(
    {"technology": ["leo", "mast"], "probability": [0.75, 0.25], "p50": [2.0, 3.0], "unit": "USD_2024/user/month"}
)
NO_CAUTION = pd.DataFrame(columns=["technology", "caution", "value"])


def test_the_central_case_is_set_beside_the_median_of_the_draws():
    totals = pd.DataFrame({"technology": ["leo"], "site": ["all"], "outcome": ["tco"], "value": [2e6]})
    used = pd.DataFrame({"low": [1.0, 1.0, 5.0], "mode": [2.0, 1.0, 5.0], "high": [4.0, 3.0, 5.0]})
    said = prose.central(totals, ranges().assign(site="all"), used, "leo", "LEO")
    assert "LEO then costs 2.00 million USD of 2024 to own" in said
    assert "the median of the draws is 3.00 million USD of 2024, 50 % above it." in said
    assert said.endswith("Of 2 ranges behind it 2 reach further up than down.")
    low = prose.central(totals.assign(value=6e6), ranges().assign(site="all"), used, "leo", "LEO")
    assert "50 % below it" in low


def test_the_situation_says_what_is_known_and_what_is_not():
    said = prose.situation(
        "Testland",
        "2025-12-31",
        SITES,
        people(served=0.4, unknown=0.6),
        facts(("coverage_4g", 85.0, "", "known"), ("sim_legality", None, "yes", "known"), ("usf", None, "", "unknown")),
        questions(("Who holds the licence?", 1500.0)),
    )
    assert said == [
        "1,500 people live at 2 sites in Testland (date of data: 2025-12-31).",
        "Mobile internet is known at the sites of 40 % of them; for 60 % nothing usable was published.",
        "4G covers 85 % of the country's people; what 1 GB costs of a month's income is unknown.",
        "Refugees may register SIM cards in their own name.",
        "1 question that blocks a decision is open: Who holds the licence? It concerns 1,500 people.",
    ]


def test_a_situation_without_facts_is_all_unknown():
    said = " ".join(prose.situation("T", "2025", SITES, people(unknown=1.0), facts(), questions()))
    assert "Nothing was published on mobile service at any of their sites." in said
    assert "How much of the country 4G covers is unknown" in said
    assert "Whether refugees may register SIM cards is unknown." in said
    assert "No question that blocks a decision is open." in said


def test_cost_names_the_cheapest_its_range_and_how_sure_that_is():
    said = prose.cost(ranges(), WON, LABELS, 10, NO_CAUTION)
    assert said[0].startswith("Over 10 years, of the options that cover whole sites LEO costs least per user and month: ")
    assert said[0].endswith(": 2.00 USD of 2024 per user and month (1.00 to 4.00 in 90 of 100 draws).")
    assert said[1] == "In 75 % of the draws it is the cheapest of them; Mast comes next."
    assert said[3] == (
        "The first equipment of LEO costs 200,000 USD of 2024 before tax, owning it over the years 3.00 million USD of 2024: "
        "what comes after the purchase decides."
    )
    assert said[4] == (
        "What runs them (energy, capacity, upkeep, licences and people) makes up 20 % to 60 % of the cost of the options; "
        "the rest is equipment, tax, take-down and overhead."
    )


def test_an_option_that_serves_zones_is_never_named_without_saying_so():
    partial = pd.DataFrame({"technology": ["zone"], "caution": ["reach"], "value": [0.04]})
    zone = pd.DataFrame([("zone", "cost_per_user_month", "USD_2024/user/month", 0.2, 0.5, 0.9)], columns=ranges().columns)
    said = prose.cost(pd.concat([ranges(), zone]), WON, {**LABELS, "zone": "Hotspots"}, 10, partial)[2]
    assert said == (
        "Hotspots costs less, 0.500 USD of 2024 per user and month, but serves only people within reach of its zones: at the "
        "median site 4 % of the land."
    )
    assert prose.cost(ranges(), WON, LABELS, 10, partial)[2] == ""


@pytest.mark.parametrize(
    ("appealed", "status", "words"),
    [
        (
            60.0,
            "unknown",
            ["are to pay 60 % of LEO", "fall short by 30.0 USD of 2024", "No money for connectivity is on record"],
        ),
        (0.0, "covered", ["pay nothing of LEO", "received or secured for connectivity: 25.0 USD of 2024."]),
    ],
)
def test_payment_says_what_appeals_would_leave_unpaid(appealed, status, words):
    short = pd.DataFrame({"unit": ["USD_2024"], "cost": [100.0], "appealed": [appealed], "shortfall": [appealed / 2]})
    gap = pd.DataFrame({"status": [status], "funded": [25.0]})
    said = " ".join(prose.payment(short, gap, 0.5, "LEO"))
    for word in words:
        assert word in said


def test_a_register_without_ties_says_that_nothing_can_be_said():
    said = prose.network({"actors": 5, "kinds": 4, "ties": 0, "missing_kinds": ["donor"]})
    assert said == [
        "5 actors of 4 kinds are on record; no ties between them are recorded yet, so nothing can be said about who works with "
        "whom.",
        "Missing from the register: donor.",
    ]


def test_coordination_says_who_leads_and_what_to_ask_first():
    figures = {"intl_lead": ["UNHCR", "IOM"], "gov_lead": False, "forum_cochair_gov": True, "instrument": "country_rrp",
               "national_forum": True, "joint_note": True}  # fmt: skip
    open_ = pd.DataFrame({"question": ["which phase"], "obligations": [3]})
    counts = pd.DataFrame({"strength": ["shall", "may"], "fired": [7, 2], "undecided": [4, 1]})
    said = prose.coordination(figures, {"IOM": "the migration agency"}, open_, counts)
    assert said[0] == "The Government shares the lead. On the international side UNHCR and the migration agency lead together."
    assert said[1] == "The plan is a country refugee response plan."
    assert "the Joint Note of UNHCR and OCHA applies" in said[2]
    assert said[3] == "7 mandatory rules and 2 others apply to this situation."
    assert said[4] == "5 rules cannot be decided; ask first: which phase (3 obligations hang on it)."
