"""Sentences a page opens with: figures in, plain words out; what is not known is said to be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_PLANS = {
    "gov_led_plan_in_regional": "a plan of the Government within a regional refugee response plan",
    "gov_led_plan": "a plan of the Government",
    "regional_refugee_migrant_plan": "a regional refugee and migrant response plan",
    "country_refugee_migrant_plan": "a refugee and migrant response plan",
    "regional_rrp_chapter": "a country chapter of a regional refugee response plan",
    "regional_rrp": "a regional refugee response plan",
    "country_rrp_plus_crrf": "a country refugee response plan under a comprehensive framework",
    "country_rrp": "a country refugee response plan",
}
_SIM = {
    "yes": "Refugees may register SIM cards in their own name.",
    "conditional": "Refugees may have SIM cards only under conditions.",
    "no": "Refugees may not register SIM cards.",
}
_STATUS = {
    "served": "mobile internet is known at the sites of {}",
    "partly_served": "some service at those of {}",
    "planned": "service is planned at those of {}",
    "not_served": "there is none at those of {}",
}


def situation(
    country: str, date: object, sites: pd.DataFrame, people: pd.DataFrame, status: pd.DataFrame, questions: pd.DataFrame
) -> list[str]:
    """Who lives where, what is known of their connection, and what must be found out first.

    Parameters
    ----------
    people, status, questions
        Tables `people_by_status`, `country_status` and `open_questions` of `refanalysis.connectivity`.
    """
    known = status[status["status"] == "known"].set_index("indicator")
    return [
        f"{words.number(sites['population'].sum(), 0)} people live at {words.count(len(sites), 'site')} in {country} "
        f"(date of data: {date}).",
        _service(people.set_index("status")),
        _market(known),
        _SIM.get(_text(known, "sim_legality"), "Whether refugees may register SIM cards is unknown."),
        _first_question(questions),
    ]


def network(figures: Mapping[str, Any]) -> list[str]:
    """Who is there, who brokers, what breaks, how far refugees are from government, and who is missing.

    Parameters
    ----------
    figures
        From `refanalysis.network.headline`.
    """
    register = f"{words.count(figures['actors'], 'actor')} of {words.count(figures['kinds'], 'kind')} are on record"
    if not figures["ties"]:
        return [
            f"{register}; no ties between them are recorded yet, so nothing can be said about who works with whom.",
            _missing_kinds(figures["missing_kinds"]),
        ]
    return [
        f"{register}, joined by {words.count(figures['ties'], 'tie')} of {words.count(figures['relations'], 'kind')}; "
        f"{words.share(figures['uncertain_ties'])} of the ties are uncertain and {words.share(figures['placeholder_ties'])} "
        "are placeholders.",
        _broker(figures),
        _cut(figures),
        _refugee_led(figures),
        _missing_kinds(figures["missing_kinds"]),
    ]


def cost(ranges: pd.DataFrame, won: pd.DataFrame, labels: Mapping[str, str], horizon: int, partial: pd.DataFrame) -> list[str]:
    """Which option that covers whole sites costs least, how sure that is, what is cheaper but serves zones only.

    Parameters
    ----------
    ranges
        Table `summary` of all sites with outcomes cost_per_user_month, tco, initial_capex and opex_share.
    won
        Table from `refanalysis.tco.cheapest` of the options that cover whole sites, for all sites together.
    labels
        Name of each technology.
    horizon
        Years of service [year].
    partial
        Table from `refanalysis.tco.cautions`.
    """
    rows = ranges.set_index(["technology", "outcome"])
    best, second = (won["technology"].iloc[place] if place < len(won) else "" for place in (0, 1))
    price, total, bought = (rows.loc[(best, name)] for name in ("cost_per_user_month", "tco", "initial_capex"))
    running = ranges[ranges["outcome"] == "opex_share"]["p50"]
    return [
        f"Over {words.count(horizon, 'year')}, of the options that cover whole sites {labels[best]} costs least per user and "
        f"month: {_range(price)}.",
        f"In {words.share(won['probability'].iloc[0])} of the draws it is the cheapest of them"
        + (f"; {labels[second]} comes next." if second else "."),
        _zones(ranges, price["p50"], partial[partial["caution"] == "reach"], labels),
        f"The first equipment of {labels[best]} costs {_amount(bought)} before tax, owning it over the years "
        + f"{_amount(total)}"
        + (": what comes after the purchase decides." if 2 * bought["p50"] < total["p50"] else "."),
        f"What runs them (energy, capacity, upkeep, licences and people) makes up {words.share(running.min())} to "
        f"{words.share(running.max())} of the cost of the options; the rest is equipment, tax, take-down and overhead.",
    ]


def central(totals: pd.DataFrame, ranges: pd.DataFrame, used: pd.DataFrame, technology: str, name: str) -> str:
    """How far the central case, which pictures by year show, lies from the median of the draws, and why.

    Parameters
    ----------
    totals
        Table `outcomes` of the central case, every assumption at its most likely value: rows of outcome tco.
    ranges
        Table `summary` of the draws, with the same rows.
    used
        Assumptions behind both: low, mode, high.
    technology, name
        Option and its name for readers.
    """
    chosen = (totals["technology"] == technology) & (totals["site"] == "all") & (totals["outcome"] == "tco")
    drawn = (ranges["technology"] == technology) & (ranges["site"] == "all") & (ranges["outcome"] == "tco")
    likely, row = float(totals.loc[chosen, "value"].iloc[0]), ranges[drawn].iloc[0]
    wide = used[used["high"] > used["low"]]
    further = int((wide["high"] - wide["mode"] > wide["mode"] - wide["low"]).sum())
    side = "above" if row["p50"] >= likely else "below"
    return (
        "Pictures by year and by payer show the central case: every assumption at its most likely value. "
        f"{name} then costs {words.quantity(likely, row['unit'])} to own; the median of the draws is "
        f"{words.quantity(row['p50'], row['unit'])}, {words.share(abs(row['p50'] / likely - 1))} {side} it. "
        f"Of {words.count(len(wide), 'range')} behind it {further} reach further up than down."
    )


def payment(short: pd.DataFrame, gap: pd.DataFrame, received: float, technology: str) -> list[str]:
    """Who is to pay an option, what appeals would leave unpaid, and whether money for it is on record.

    Parameters
    ----------
    short, gap
        Tables from `refanalysis.tco.expected_shortfall` and `funding_gap` of one technology.
    received
        Share of appeals received [share].
    technology
        Its name for readers.
    """
    unit = short["unit"].iloc[0]
    total, appealed, missing = (short[name].sum() for name in ("cost", "appealed", "shortfall"))
    firm = "unknown" not in set(gap["status"])
    funded = words.quantity(gap["funded"].sum(), unit) if firm else ""
    return [
        f"Agencies and donors are to pay {words.share(appealed / total)} of {technology}. Funded like the response plan, "
        f"of which {words.share(received)} came, the bill would fall short by {words.quantity(missing, unit)}."
        if appealed
        else f"Agencies and donors are to pay nothing of {technology}, so a cut of aid does not touch its bill directly.",
        f"Money that is received or secured for connectivity: {funded}."
        if firm
        else "No money for connectivity is on record as received or secured: who pays in the later years is an open question.",
    ]


def coordination(
    figures: Mapping[str, Any], bodies: Mapping[str, str], questions: pd.DataFrame, counts: pd.DataFrame
) -> list[str]:
    """Who leads, by which plan, in which forum, how many obligations hold, and what must be asked first.

    Parameters
    ----------
    figures
        From `refanalysis.coordination.headline`.
    bodies
        Label of each body.
    questions, counts
        From `refanalysis.coordination.open_questions` and `obligations`.
    """
    leaders = words.listed([bodies.get(body, body) for body in figures["intl_lead"]])
    mandatory = int(counts.loc[counts["strength"] == "shall", "fired"].sum())
    others = int(counts["fired"].sum()) - mandatory
    return [
        _government_lead(figures) + f" On the international side {leaders} "
        + ("leads." if len(figures["intl_lead"]) == 1 else "lead together."),
        f"The plan is {_PLANS[figures['instrument']]}." if figures["instrument"] in _PLANS else "Which plan applies is open.",
        _forum(figures),
        f"{words.count(mandatory, 'mandatory rule')} and {others} others apply to this situation.",
        _undecided(questions, counts),
    ]  # fmt: skip


def _service(people: pd.DataFrame) -> str:
    parts = [
        said.format(f"{words.share(people.loc[status, 'share'])} of them")
        for status, said in _STATUS.items()
        if people.loc[status, "people"] > 0
    ]
    unknown = people.loc["unknown", "share"]
    if not parts:
        return "Nothing was published on mobile service at any of their sites."
    sentence = words.capital(words.listed(parts))
    return f"{sentence}; for {words.share(unknown)} nothing usable was published." if unknown else f"{sentence}."


def _market(known: pd.DataFrame) -> str:
    covered, price = _number(known, "coverage_4g"), _number(known, "price_1gb_share_of_income")
    national = (
        f"4G covers {words.number(covered, 0)} % of the country's people"
        if covered is not None
        else ("How much of the country 4G covers is unknown")
    )
    dear = (
        f"1 GB costs {words.number(100 * price)} % of a month's income"
        if price is not None
        else ("what 1 GB costs of a month's income is unknown")
    )
    return f"{national}; {dear}."


def _first_question(questions: pd.DataFrame) -> str:
    if questions.empty:
        return "No question that blocks a decision is open."
    first, many = questions.iloc[0], len(questions)
    opening = (
        "1 question that blocks a decision is open:"
        if many == 1
        else f"{many} questions that block decisions are open; the first:"
    )
    return f"{opening} {first['question']} It concerns {words.number(first['people'], 0)} people."


def _broker(figures: Mapping[str, Any]) -> str:
    if not figures["top_broker"]:
        return "No actor stands alone between two others."
    equals = figures["top_broker_equals"]
    alone = f", together with {words.count(equals, 'other actor')}" if equals else ""
    return (
        f"{figures['top_broker_name']} is the main broker{alone}: it joins {figures['top_broker_pairs']:,} pairs without a tie "
        f"of their own, {words.share(figures['top_broker_share'])} of all such pairs."
    )


def _cut(figures: Mapping[str, Any]) -> str:
    if not figures["cut_points"]:
        return "No single departure would cut anybody off."
    return (
        f"Of {words.count(figures['actors'], 'actor')} {figures['cut_off']:,} hang on a single other; if "
        f"{figures['worst_cut_name']} left, "
        f"{words.count(figures['worst_cut_off'], 'actor')} would lose every link."
    )


def _refugee_led(figures: Mapping[str, Any]) -> str:
    groups = words.count(
        figures["refugee_led"], "refugee-led group or community structure", "refugee-led groups and community structures"
    )
    if not figures["refugee_led"]:
        return "No refugee-led group is on record."
    if figures["refugee_led"] > 1:
        groups = f"The {groups}"
    one = figures["refugee_led"] == 1
    reached = figures["refugee_led_hops"]
    if not reached:
        return f"{words.capital(groups)} {'has' if one else 'have'} no recorded route to government."
    steps = "1 step" if round(reached, 1) == 1 else f"{reached:.1f} steps"
    return f"{words.capital(groups)} {'is' if one else 'are'} {steps} from government on average."


def _missing_kinds(kinds: list[str]) -> str:
    return (
        f"Missing from the register: {words.listed(kinds)}."
        if kinds
        else ("Every kind of actor a connectivity effort needs is in the register.")
    )


def _zones(ranges: pd.DataFrame, price: float, short: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The cheapest of the options that cost less but serve only who comes within reach; empty when there is none."""
    monthly = ranges[(ranges["outcome"] == "cost_per_user_month") & ranges["technology"].isin(short["technology"])]
    cheaper = monthly[monthly["p50"] < price].sort_values("p50")
    if cheaper.empty:
        return ""
    row = cheaper.iloc[0]
    land = short.loc[short["technology"] == row["technology"], "value"].median()
    return (
        f"{labels[row['technology']]} costs less, {_amount(row)}, but serves only people within reach of its zones: at the "
        f"median site {words.share(land)} of the land."
    )


def _amount(row: pd.Series) -> str:
    return words.quantity(row["p50"], row["unit"])


def _range(row: pd.Series) -> str:
    return f"{_amount(row)} ({words.number(row['p05'])} to {words.number(row['p95'])} in 90 of 100 draws)"


def _government_lead(figures: Mapping[str, Any]) -> str:
    if figures["gov_lead"] is True:
        return "The Government leads the response."
    if figures["gov_lead"] is False:
        shared = figures["forum_cochair_gov"] is True
        return "The Government shares the lead." if shared else "The Government does not lead the response."
    return "Whether the Government leads is open."


def _forum(figures: Mapping[str, Any]) -> str:
    if figures["national_forum"] is not True:
        return "Whether there is a national refugee coordination forum is open."
    with_government = {True: ", led or co-chaired by the Government,", False: ""}.get(figures["forum_cochair_gov"], "")
    joint = (
        " Refugees and displaced citizens both need help: the Joint Note of UNHCR and OCHA applies."
        if (figures["joint_note"] is True)
        else ""
    )
    return f"A national refugee coordination forum{with_government} brings everybody together.{joint}"


def _undecided(questions: pd.DataFrame, counts: pd.DataFrame) -> str:
    open_rules = int(counts["undecided"].sum())
    if not open_rules or questions.empty:
        return "No rule is left open by what is unknown."
    first = questions.iloc[0]
    hanging = int(first["obligations"])
    weight = f" ({words.count(hanging, 'obligation')} {'hangs' if hanging == 1 else 'hang'} on it)" if hanging else ""
    return f"{words.count(open_rules, 'rule')} cannot be decided; ask first: {first['question']}{weight}."


def _number(known: pd.DataFrame, indicator: str) -> float | None:
    return float(known.loc[indicator, "value"]) if indicator in known.index else None


def _text(known: pd.DataFrame, indicator: str) -> str:
    return str(known.loc[indicator, "text"]) if indicator in known.index else ""
