"""Who pays in pictures, tables and sentences: what readers see says what the numbers say, and unknown stays unknown."""

import datetime

import matplotlib as mpl
import pandas as pd
import pytest
from test_funding import RUN, grant, ledger, plan_of

from refanalysis import data, figures, prose, readable, summary
from refanalysis.schema import ITEMS, PAYERS
from refanalysis.tco import funding
from refanalysis.widgets import funding as views

START = datetime.date(2026, 1, 1)
ROWS = [("donor", "capex", 0, 900.0), *RUN, ("community", "energy", 2, 240.0)]


def case(years=1, share=1.0, rows=ROWS):
    monthly = funding.monthly_cost(ledger(*rows))
    covered = funding.grant_coverage(monthly, years, share, funding.AID)
    return monthly, covered, funding.funding_cliff(covered)


def texts(fig):
    return " ".join(text.get_text() for text in fig.findobj(mpl.text.Text))


# --- tables


def test_quarters_add_up_to_the_bill_and_name_their_first_day():
    monthly, covered, _ = case()
    quarters = readable.funding.quarters(monthly, covered, START)
    assert quarters["begins"].tolist()[:2] == [datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)]
    assert quarters["covered"].tolist() == pytest.approx([930.0, 30.0, 30.0, 30.0, *[0.0] * 8])
    assert quarters["missing"].tolist() == pytest.approx([*[0.0] * 4, *[30.0] * 8])
    assert quarters["others"].tolist() == pytest.approx([*[0.0] * 8, *[60.0] * 4])


def test_quarters_of_a_bill_that_is_all_others():
    monthly, covered, cliffs = case(rows=[("operator", "opex", 0, 120.0)])
    assert covered.empty
    assert cliffs.empty
    quarters = readable.funding.quarters(monthly, covered, START)
    assert quarters[["covered", "missing", "others"]].sum().tolist() == pytest.approx([0.0, 0.0, 120.0])


def test_options_say_what_is_missing_or_that_there_is_nothing_to_pay():
    flows = pd.concat([ledger(*ROWS, technology="leo"), ledger(("operator", "opex", 0, 9.0), technology="mast")])
    monthly = funding.monthly_cost(flows)
    cliffs = funding.funding_cliff(funding.grant_coverage(monthly, 1, 1.0, funding.AID))
    frame = readable.funding.options(monthly, cliffs, funding.AID, 12, {"leo": "LEO", "mast": "Mast"}).set_index("option")
    assert frame.index.tolist() == ["Mast", "LEO"]
    assert frame.loc["Mast", ["aid", "missing_year", "covered"]].tolist() == [0.0, 0.0, "nothing to pay"]
    assert frame.loc["LEO", ["bill", "later", "missing_year"]].tolist() == pytest.approx([1500.0, 240.0, 120.0])
    assert frame.loc["LEO", "covered"] == "81 %"


def test_lines_say_why_they_do_not_count():
    rows = pd.DataFrame(
        [("a_b", "donor", "response", 1e6, "USD_2024", "2026-01-01", "2026-12-31", "received"),
         ("c", "operator", "connectivity", 5.0, "USD_2024", "2026-01-01", None, "requested"),
         ("d", "donor", "connectivity", 5.0, "USD_2024", "2026-01-01", "2026-12-31", "secured"),
         ("e", "donor", "connectivity", 5.0, "USD_2024", "2026-01-01", "2026-12-31", "pledged")],
        columns=["line", "payer", "purpose", "amount", "unit", "from_date", "to_date", "status"],
    )  # fmt: skip
    rows[["from_date", "to_date"]] = rows[["from_date", "to_date"]].apply(pd.to_datetime)
    frame = readable.funding.lines(rows)
    assert frame["counts"].tolist() == ["no: not for connectivity", "no: dates unknown", "yes: firm", "as a pledge only"]
    assert frame["time"].tolist()[:2] == ["Jan 2026 to Dec 2026", "Jan 2026 to unknown"]
    assert frame["amount"].iloc[0] == "1.00 million USD of 2024"
    assert readable.funding.lines(rows.iloc[:0]).empty


def test_cover_on_record_is_unknown_where_no_line_counts():
    monthly, *_ = case()
    cliffs = funding.funding_cliff(funding.coverage(monthly, plan_of(), {"all payers": PAYERS}))
    frame = readable.funding.cliff_on_record(cliffs, START)
    assert frame["ends"].tolist() == ["unknown"] * 3
    plan = plan_of(grant(1020.0, "2026-01-01", "2026-12-31"), grant(9e9, "2026-01-01", "2028-12-31", "requested", name="all"))
    cliffs = funding.funding_cliff(funding.coverage(monthly, plan, {"all payers": PAYERS}))
    assert readable.funding.cliff_on_record(cliffs, START)["ends"].tolist() == ["January 2027", "January 2027", "never"]


def test_every_item_that_could_wait_says_what_happens():
    bills = pd.DataFrame({"item": [item for item in ITEMS if item != "residual"]}).assign(value=1.0, share_of_cut=0.1)
    frame = readable.funding.could_wait(bills)
    assert (frame["without"].str.len() > 0).all()
    assert len(frame) == len(ITEMS) - 1


def test_cuts_and_take_overs_name_payers_and_months():
    monthly, covered, _ = case()
    effect = readable.funding.cuts(funding.budget_cut(monthly, {("agency", 1): 0.5}), START)
    assert effect[["payer", "unpaid_from"]].to_numpy().tolist() == [["humanitarian agency", "July 2027"]]
    moves = funding.handover(funding.borne(monthly, covered, funding.AID), 12)
    frame = readable.funding.taken_over(moves)
    assert set(frame["from_payer"]) == {"emergency money (what if)", "nobody yet: this bill begins later"}
    assert set(frame["to_payer"]) == {"humanitarian agency", "users and community"}


# --- sentences


def test_the_bill_and_its_payers_in_words():
    said = prose.funding.bill(case()[0], "LEO")
    assert said[0] == (
        "LEO costs 1,500 USD of 2024 over 3 years: 1,020 USD of 2024 in the first year, then 240 USD of 2024 a year on average."
    )
    assert (
        said[1]
        == "As assigned, it is to be paid 60 % by donors, 24 % by humanitarian agencies and 16 % by users and communities."
    )


def test_the_end_of_a_grant_in_words():
    _, _, cliffs = case()
    assert prose.funding.grant_end(cliffs, START, 1, 1.0, 3) == (
        "What if emergency money paid all that agencies and donors owe for 1 year? From January 2027 on it no longer pays the "
        "bill: 120 USD of 2024 are missing in the next twelve months; it covers 81 % of what they owe over 3 years."
    )
    assert prose.funding.cliff_label(cliffs, START).startswith("January 2027: the money is gone\n120 USD of 2024")
    _, _, whole = case(years=3)
    assert prose.funding.grant_end(whole, START, 3, 1.0, 3).endswith("Every month up to the 3rd year would be covered.")
    assert prose.funding.cliff_label(whole, START) == ""
    assert "does not touch its bill" in prose.funding.grant_end(whole.iloc[:0], START, 3, 1.0, 3)
    assert "paid 50 % of what agencies and donors owe" in prose.funding.grant_end(cliffs, START, 1, 0.5, 3)


def test_the_hand_over_in_words():
    monthly, covered, _ = case()
    moves = funding.handover(funding.borne(monthly, covered, funding.AID), 12)
    said = prose.funding.taken_over(moves)
    assert said.startswith("Then a bill of 240 USD of 2024 a year is left. Each year there would fall 120 USD of 2024 to ")
    assert "120 USD of 2024 to humanitarian agencies" in said
    assert "120 USD of 2024 to users and communities" in said
    assert (
        prose.funding.users_pay(moves, 5.0)
        == "For each active user that is 2.00 USD of 2024 a month; whether they can pay it is unknown."
    )
    assert prose.funding.users_pay(moves[moves["to_payer"] == "agency"], 5.0) == ""
    same = funding.handover(funding.monthly_cost(ledger(*RUN)), 12)
    assert prose.funding.taken_over(same) == "Then a bill of 120 USD of 2024 a year is left; nothing of it changes hands."


def test_a_cut_in_words():
    effect = funding.budget_cut(case()[0], {("agency", 1): 0.5, ("agency", 2): 0.5})
    assert prose.funding.cut(effect, START) == (
        "A cut of 50 % would leave 60.0 USD of 2024 in year 1 and 60.0 USD of 2024 in year 2 unpaid, first in July 2027."
    )
    assert "leaves nothing of this bill unpaid" in prose.funding.cut(effect[effect["payer"] == "donor"], START)


def ranges(**rows):
    frame = pd.DataFrame([(name, *row) for name, row in rows.items()], columns=["outcome", "unit", "p05", "p50", "p95"])
    return frame.assign(scenario="base", site="all", technology="leo")


def test_cheaper_contracts_in_words_and_rows():
    table = ranges(
        shared_saving_share=("share", 0.1, 0.25, 0.4),
        outsourced_break_even=("USD_2024/site/year", 1.0, 2000.0, 3.0),
        training_payback=("month", 5.0, 23.0, 122.0),
    )
    said = prose.funding.cheaper(table, 5)
    assert said[0].startswith(
        "One contract for 5 agencies in place of 5 contracts would save 25 % of the bill for capacity (10 % to 40 %"
    )
    assert said[1].endswith("costs less than 2,000 USD of 2024 per site and year.")
    assert said[2].startswith("Training local people pays for itself after 23 months (5 to 122)")
    assert len(prose.funding.cheaper(table.iloc[2:], 5)) == 1
    frame = readable.funding.savings(table)
    assert frame.iloc[0][["low", "median", "high", "unit"]].tolist() == [10.0, 25.0, 40.0, "%"]


def test_an_option_that_serves_zones_says_so():
    cautions = pd.DataFrame({"technology": ["zone", "zone"], "caution": ["reach", "reach"], "value": [0.2, 0.4]})
    assert prose.funding.reach(cautions, "zone").endswith("at the median site 30 % of the land.")
    assert prose.funding.reach(cautions, "leo") == ""


# --- pictures


def test_the_cliff_is_drawn_where_the_money_ends():
    monthly, covered, cliffs = case()
    quarters = readable.funding.quarters(monthly, covered, START)
    fig = figures.funding_cliff(quarters, 12, prose.funding.cliff_label(cliffs, START))
    line = next(each for each in fig.axes[0].lines)
    assert list(line.get_xdata()) == [3.5, 3.5]
    said = texts(fig)
    assert "January 2027: the money is gone" in said
    assert "due from agencies and donors, not covered" in said
    assert "Jan 2026" in said
    heights = sum(bar.get_height() for bar in fig.axes[0].patches)
    assert heights == pytest.approx(1500.0)
    whole = figures.funding_cliff(quarters.assign(missing=0.0), None, "")
    assert not whole.axes[0].lines
    assert "not covered" not in texts(whole)


def test_bands_of_the_hand_over_keep_their_size():
    monthly, covered, _ = case()
    moves = funding.handover(funding.borne(monthly, covered, funding.AID), 12)
    fig = figures.handover(moves, readable.funding.BEARERS, ("before", "after"))
    bars = [bar for bar in fig.axes[0].patches if hasattr(bar, "get_height")]
    assert sum(bar.get_height() for bar in bars) == pytest.approx(2 * 240.0)
    assert {"before", "after", "Emergency money (what if)\n120 USD of 2024 per year"} <= {
        text.get_text() for text in fig.axes[0].texts
    }


def test_a_cut_is_labelled_and_only_where_there_is_one():
    effect = funding.budget_cut(case()[0], {("agency", 1): 0.5})
    fig = figures.budget_cut(effect[effect["payer"] == "agency"])
    assert [text.get_text() for text in fig.axes[0].texts].count("60.0") == 1
    assert sum(bar.get_height() for bar in fig.axes[0].patches) == pytest.approx(360.0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: figures.funding_cliff(pd.DataFrame(columns=["begins", "unit", "covered", "missing", "others"]), None, ""),
        lambda: figures.handover(pd.DataFrame(columns=["from_payer", "to_payer", "unit", "value"]), {}, ("", "")),
        lambda: figures.budget_cut(pd.DataFrame(columns=["year", "unit", "cost", "uncovered"])),
    ],
)
def test_nothing_to_draw_is_said_in_words(draw):
    assert texts(draw()).strip()


def test_every_label_of_the_pictures_lies_within_them():
    monthly, covered, cliffs = case()
    moves = funding.handover(funding.borne(monthly, covered, funding.AID), 12)
    drawn = [
        figures.funding_cliff(readable.funding.quarters(monthly, covered, START), 12, prose.funding.cliff_label(cliffs, START)),
        figures.handover(moves, readable.funding.BEARERS, ("who pays in the year\nbefore January 2028", "who is to pay")),
        figures.budget_cut(funding.budget_cut(monthly, {("agency", 1): 0.5})),
    ]
    for fig in drawn:
        fig.canvas.draw()
        for text in fig.findobj(mpl.text.Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= -1, text.get_text()
                assert box.x1 <= fig.bbox.x1 + 1, text.get_text()


# --- controls


def test_the_explorer_draws_the_cliff_for_what_is_chosen():
    uganda = data.operation("uganda")
    draw = views.after_grant(uganda)
    controls = views.controls(uganda, "leo")
    assert controls["technology"].value == "leo"
    assert controls["grant_years"].max == uganda.levers["horizon"]
    said, picture = draw("leo", grant_years=3, grant_share=1.0)
    assert "for 3 years" in said.bundle["text/plain"]
    assert "image/png" in picture.bundle
    free, _ = draw("macro_4g", grant_years=3)
    assert "does not touch its bill" in free.bundle["text/plain"]


def test_savings_table_knows_every_outcome():
    values = pd.DataFrame([("base", "all", "leo", name, "month", 0, 1.0) for name in readable.funding.SAVINGS],
                          columns=["scenario", "site", "technology", "outcome", "unit", "draw", "value"])  # fmt: skip
    assert len(readable.funding.savings(summary.summarise(values))) == len(readable.funding.SAVINGS)
