"""Widgets: every control of every view is moved, and what is shown is compared with a computation of its own."""

import csv
import json
from dataclasses import replace
from html import unescape

import ipywidgets
import nbformat
import pandas as pd
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from refanalysis import assumptions, coordination, data, figures, tables, tco, widgets, words
from refanalysis.schema import DataError
from refanalysis.widgets import choices, content, views

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def uganda():
    return data.operation("uganda")


@pytest.fixture(scope="module")
def bangladesh():
    return data.operation("bangladesh")


def records(shown):
    """Rows of the table or figure a display object carries."""
    found = next(each for each in shown.bundle.values() if isinstance(each, dict) and "checksum" in each)
    return found.get("records", found.get("data"))


def rows_of(operation, name, **wanted):
    """Rows of an operation's file, read without the package."""
    with (ROOT / "data" / "operations" / operation / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in wanted.items())]


# --- explore


def doubled(number=1, shout=False):
    words = f"twice {number} is {2 * number}"
    return tables.text(words.upper() if shout else words)


def test_short_forms_become_the_controls_they_stand_for():
    ready = ipywidgets.IntText(value=4)
    made = widgets.explore(
        lambda **_: tables.text("x"),
        code=["un_agency", "mno"],
        named={"Ten years": 10, "Twenty years": 20},
        flag=True,
        years=widgets.slider(5, 20, 10),
        share=widgets.slider(0, 1, 0.5, 0.1),
        ready=ready,
    ).controls
    assert made["code"].options == (("UN agency", "un_agency"), ("Mobile operator", "mno"))
    assert made["named"].value == 10
    assert [type(made[name]).__name__ for name in ("flag", "years", "share")] == ["Checkbox", "IntSlider", "FloatSlider"]
    assert made["ready"] is ready
    assert [each.description for each in made.values()] == ["Code", "Named", "Flag", "Years", "Share", "Ready"]
    assert not made["years"].continuous_update
    assert not made["share"].continuous_update


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: widgets.explore(doubled, number=3), "number: found 3; accepted: options"),
        (lambda: widgets.explore(doubled, number=[]), "a dropdown needs at least one option; found none"),
        (lambda: widgets.slider(5, 20, 30), "low <= value <= high and a step above 0; found 5, 30, 20, step 1"),
        (lambda: widgets.slider(5, 20, 10, 0), "step above 0; found 5, 10, 20, step 0"),
        (lambda: widgets.dropdown(["a", "b"], "c"), "'c' is not an option; known: a, b"),
    ],
)
def test_a_control_that_cannot_be_made_says_what_is_accepted(given, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        given()


def test_moving_a_control_draws_anew_with_the_values_of_all():
    explorer = widgets.explore(doubled, number=widgets.slider(1, 9, 2), shout=False)
    assert "<p>twice 2 is 4</p>" in explorer.html
    explorer.controls["number"].value = 7
    assert "<p>twice 7 is 14</p>" in explorer.html
    explorer.controls["shout"].value = True
    assert "<p>TWICE 7 IS 14</p>" in explorer.html
    assert explorer.values == {"number": 7, "shout": True}


def test_plain_text_names_controls_and_content_and_nothing_that_changes_by_itself():
    first, second = (widgets.explore(doubled, number=widgets.slider(1, 9, 2), shout=False) for _ in range(2))
    assert repr(first) == "Controls: number = 2 (1 to 9), shout = False\nShows: twice 2 is 4"
    bundles = [json.loads(json.dumps(each._repr_mimebundle_())) for each in (first, second)]
    assert [set(bundle) for bundle in bundles] == [{"text/plain", VIEW}] * 2
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"] == repr(first)
    assert bundles[0][VIEW]["model_id"] != bundles[1][VIEW]["model_id"]
    first.controls["number"].value = 3
    assert repr(first) == "Controls: number = 3 (1 to 9), shout = False\nShows: twice 3 is 6"


def test_no_output_widget_is_used_and_controls_wrap_in_one_row():
    box = widgets.explore(doubled, number=[1, 2], shout=True)._box
    row, place = box.children
    kinds = [type(each).__name__ for each in (box, row, *row.children, place)]
    assert kinds == ["VBox", "HBox", "Dropdown", "Checkbox", "HTML"]
    assert row.layout.flex_flow == "row wrap"


@pytest.mark.parametrize(
    ("error", "sentences"),
    [
        (ValueError("no <site> is called x"), ["no &lt;site&gt; is called x"]),
        (DataError(["a.csv, row 3: bad", "a.csv, row 9: worse"]), ["a.csv, row 3: bad<br>a.csv, row 9: worse"]),
    ],
)
def test_an_error_of_data_or_values_takes_the_place_of_what_was_shown_and_can_be_recovered_from(error, sentences):
    def draw(broken):
        if broken:
            raise error
        return tables.text("all is well")

    explorer = widgets.explore(draw, broken=False)
    explorer.controls["broken"].value = True
    assert explorer.error is error
    assert explorer.shown == ()
    assert 'role="alert"' in explorer.html
    assert all(sentence in explorer.html for sentence in sentences)
    assert "all is well" not in explorer.html
    assert repr(explorer) == f"Controls: broken = True\nError: {error}"
    explorer.controls["broken"].value = False
    assert explorer.error is None
    assert repr(explorer).endswith("Shows: all is well")


def test_an_error_of_the_program_is_raised_and_nothing_stale_stays_on_show():
    def draw(code):
        return {"good": tables.text("fine")}[code]

    explorer = widgets.explore(draw, code=["good", "bad"])
    with pytest.raises(KeyError, match="bad"):
        explorer.controls["code"].value = "bad"
    assert "fine" not in explorer.html
    assert isinstance(explorer.error, KeyError)


def test_something_that_cannot_be_shown_is_refused():
    with pytest.raises(TypeError, match=r"returned DataFrame; accepted: what refanalysis\.tables"):
        widgets.explore(lambda: pd.DataFrame({"a": [1]}))


def test_several_displays_are_shown_in_order_and_told_by_title_and_checksum():
    frame = pd.DataFrame({"year": [1, 2], "cost": [3.0, 4.0]})
    explorer = widgets.explore(lambda: [tables.show(frame, "costs", "What <it> costs"), tables.text("**Mind** the `<b>` gap")])
    assert explorer.html.index("What &lt;it&gt; costs") < explorer.html.index("<strong>Mind</strong>")
    assert "<code>&lt;b&gt;</code>" in explorer.html
    told = [
        repr(widgets.explore(lambda f=f: tables.show(f, "costs", "Costs"))) for f in (frame, frame.assign(cost=[3.0, 4.000001]))
    ]
    assert all(each.startswith("Controls: \nShows: Costs (checksum ") for each in told)
    assert told[0] != told[1]


def drawn(values, kind):
    fig = figures.style.figure(2)
    fig.suptitle("Bare")
    axes = fig.subplots()
    getattr(axes, kind)([0, 1, 2], values)
    return fig


@pytest.mark.parametrize("kind", ["plot", "bar", "scatter"])
def test_a_bare_figure_is_shown_with_alternative_text_and_told_by_the_data_on_its_axes(kind):
    explorer = widgets.explore(lambda: drawn([1, 2, 3], kind))
    same, other = (repr(widgets.explore(lambda v=v: drawn(v, kind))) for v in ([1, 2, 3], [1, 2, 3.001]))
    assert '<img alt="Bare" src="data:image/png;base64,' in explorer.html
    assert repr(explorer) == same != other


def test_a_picture_keeps_its_title_alternative_text_and_width():
    shown = figures.show(drawn([1, 2, 3], "plot"), "p", 'Cost & "use"', alt='Lines "up"', data=pd.DataFrame({"a": [1]}))
    html = content.html(shown)
    assert "Cost &amp; &quot;use&quot;</figcaption>" in html
    assert 'alt="Lines &quot;up&quot;"' in html
    assert "max-width:800px" in html


# --- choices


def test_choices_start_where_the_operation_stands_or_where_asked(uganda):
    assert choices.technologies(uganda).value == uganda.technologies[0]
    assert choices.technologies(uganda, "leo").value == "leo"
    assert choices.sites(uganda).value == uganda.focus_site
    assert {value for _, value in choices.sites(uganda).options} == set(uganda.sites["site_id"])
    files = sorted(path.stem for path in (ROOT / "data" / "operations" / "uganda" / "scenarios").glob("*.csv"))
    assert [value for _, value in choices.scenarios(uganda).options] == ["base", *files]
    assert choices.scenarios(uganda, "funding_cut").label == "Funding cut"
    assert choices.actors(uganda).label == "All actors"
    assert len(choices.actors(uganda).options) == len(uganda.actors) + 1
    assert {value for _, value in choices.relations(uganda).options[1:]} == set(uganda.ties["relation"])
    with pytest.raises(ValueError, match="'UGA-999' is not an option; known: "):
        choices.sites(uganda, "UGA-999")


def test_sites_of_the_same_name_are_told_apart_by_their_code(uganda):
    twins = replace(uganda, sites=uganda.sites.assign(site=["Twin", "Twin", *uganda.sites["site"][2:]]))
    labels = [label for label, value in choices.sites(twins).options if value in set(uganda.sites["site_id"][:2])]
    assert labels == [f"Twin ({code})" for code in uganda.sites["site_id"][:2]]
    assert len(choices.sites(twins).options) == len(uganda.sites)


def test_levels_mark_the_one_on_record_and_explain_the_dimension(uganda):
    made = choices.levels(uganda, "gov_will")
    assert [value for _, value in made.options] == ["none", "support", "co_lead", "lead", "unknown"]
    assert made.label == "Lead (as recorded)"
    assert made.description == "What the Government is willing to do"
    assert "share the lead" in made.tooltip
    assert choices.levels(uganda, "hc").label == "No (as recorded)"
    with pytest.raises(ValueError, match="no dimension to choose a level of is called 'lead_override'; known: phase, "):
        choices.levels(uganda, "lead_override")


# --- cost of a site


@pytest.fixture(scope="module")
def cost(uganda):
    return widgets.explore(views.cost_of_site(uganda), **views.cost_controls(uganda, "base"))


@pytest.fixture(scope="module")
def elsewhere(uganda):
    """Cost per user and month of all sites, by contraction of draws instead of from a ledger, one for each case asked."""
    known = {}

    def value(technology, site, horizon, scenario):
        if (horizon, scenario) not in known:
            long = data.with_levers(uganda, horizon=horizon)
            table = tco.outcomes_by_draw(long, assumptions.load(uganda, scenario), only=["cost_per_user_month"])
            known[horizon, scenario] = table.set_index(["technology", "site"])["value"]
        return known[horizon, scenario][technology, site]

    return value


MOVES = [
    ("technology", [name for name in data.operation("uganda").technologies if name != "macro_4g"]),
    ("site", ["UGA-001", "UGA-024"]),
    ("horizon", [5, 20]),
    ("scenario", ["influx_high", "gender_gap_closed"]),
]


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in MOVES for value in values])
def test_cost_of_a_site_follows_each_control(cost, elsewhere, uganda, name, value):
    before, seen = cost.values, records(cost.shown[1])[0]["cost_per_user_month"]
    cost.controls[name].value = value
    headline, main, yearly = cost.shown
    expected = elsewhere(**cost.values)
    assert records(main)[0]["cost_per_user_month"] == pytest.approx(expected, rel=1e-8)
    assert headline.bundle[tables.HEADLINE_MIME]["value"] == pytest.approx(expected, rel=1e-8)
    assert records(main)[0]["cost_per_user_month"] != seen
    assert sum(row["value"] for row in records(yearly)) == pytest.approx(records(main)[0]["tco"], rel=1e-8)
    assert {row["year"] for row in records(yearly)} == set(range(cost.values["horizon"]))
    assert {row["technology"] for row in records(yearly)} == {cost.values["technology"]}
    site = uganda.sites.set_index("site_id").loc[cost.values["site"], "site"]
    assert site in headline.bundle["text/plain"]
    assert headline.bundle[tables.HEADLINE_MIME]["text"] in cost.html
    cost.controls[name].value = before[name]
    assert records(cost.shown[1])[0]["cost_per_user_month"] == seen


def test_only_the_chosen_site_is_computed_and_assumptions_are_read_once_for_a_scenario(uganda, monkeypatch):
    ledgers, loads = [], []
    flows, load = tco.cash_flows, assumptions.load
    monkeypatch.setattr(tco, "cash_flows", lambda *given: ledgers.append(given[0]) or flows(*given))
    monkeypatch.setattr(assumptions, "load", lambda *given: loads.append(given[1]) or load(*given))
    draw = views.cost_of_site(uganda)
    for horizon in (5, 6, 7):
        draw("leo", "UGA-001", horizon)
    draw("leo", scenario="influx_high")
    assert [list(each.sites["site_id"]) for each in ledgers] == [["UGA-001"]] * 3 + [[uganda.focus_site]]
    assert [each.levers["horizon"] for each in ledgers] == [5, 6, 7, 10]
    assert loads == ["base", "influx_high"]


def test_cost_view_starts_with_the_scenario_and_horizon_of_the_page(uganda):
    long = data.with_levers(uganda, horizon=25)
    explorer = widgets.explore(views.cost_of_site(long, "influx_high"), **views.cost_controls(long))
    assert list(explorer.values) == ["technology", "site", "horizon"]
    assert "25 years, high influx" in explorer.shown[0].bundle["text/plain"]
    assert views.cost_controls(long, "influx_high")["scenario"].value == "influx_high"


def test_an_option_that_reaches_only_part_of_a_site_says_so(uganda):
    main = views.cost_of_site(uganda)("wifi_zone")[1]
    counted = tco.quantities(uganda.sites, data.bills(), ["wifi_zone"], assumptions.load(uganda), 10)
    here = tco.cautions(counted).query("site == @uganda.focus_site and caution == 'reach'")
    assert f"It serves {words.share(here['value'].iloc[0])} of the site's land" in unescape(main.bundle["text/html"])


def test_cost_view_refuses_what_it_does_not_know(uganda):
    draw = views.cost_of_site(uganda)
    with pytest.raises(ValueError, match="operation uganda has no site 'BGD-001'; known: UGA-001, "):
        draw("leo", "BGD-001")
    with pytest.raises(ValueError, match="no scenario 'war'; known: base, "):
        draw("leo", scenario="war")
    with pytest.raises(DataError, match="pigeon"):
        draw("pigeon")


def test_a_site_without_population_is_shown_as_an_error_in_place(uganda):
    unknown = replace(uganda, sites=uganda.sites.assign(population=pd.array([pd.NA] * len(uganda.sites), dtype="Int64")))
    explorer = widgets.explore(views.cost_of_site(unknown), **views.cost_controls(unknown))
    assert isinstance(explorer.error, DataError)
    assert "population" in explorer.html
    assert "population" in repr(explorer)


# --- network


@pytest.fixture(scope="module")
def network(bangladesh):
    return widgets.explore(views.network_of(bangladesh), **views.network_controls(bangladesh))


@pytest.mark.parametrize(("focus", "relation"), [("unhcr", ""), ("", "funds"), ("btrc", ""), ("unhcr", "coordinates")])
def test_network_follows_focus_and_relation(network, focus, relation):
    network.controls["focus"].value = focus
    network.controls["relation"].value = relation
    ties = rows_of("bangladesh", "ties", **({"relation": relation} if relation else {}))
    own = [row for row in ties if focus in ("", row["from_actor"], row["to_actor"])]
    shown = records(network.shown[0])
    assert sorted((row["from_actor"], row["relation"], row["to_actor"]) for row in shown) == sorted(
        (row["from_actor"], row["relation"], row["to_actor"]) for row in ties
    )
    assert sum(row["stands_out"] for row in shown) == len(own)
    assert [len(records(each)) for each in network.shown[1:]] == ([len(own)] if focus else [])


def test_ties_of_the_focus_are_listed_by_name(network):
    network.controls["relation"].value, network.controls["focus"].value = "", "unhcr"
    names = {row["actor"]: row["name"] for row in rows_of("bangladesh", "actors")}
    listed = {(row["from_actor"], row["to_actor"]) for row in records(network.shown[1])}
    assert listed == {
        (names[row["from_actor"]], names[row["to_actor"]])
        for row in rows_of("bangladesh", "ties")
        if "unhcr" in (row["from_actor"], row["to_actor"])
    }
    assert network.shown[0].bundle["text/plain"].startswith(f"Ties of {names['unhcr']}")


def test_a_register_that_is_still_empty_is_drawn_and_says_so(bangladesh):
    empty = replace(bangladesh, actors=bangladesh.actors[:0], ties=bangladesh.ties[:0])
    explorer = widgets.explore(views.network_of(empty), **views.network_controls(empty))
    assert explorer.error is None
    assert "0 actors" in explorer.html or "no actors" in explorer.html


# --- arrangement


@pytest.fixture(scope="module")
def arrangement(uganda):
    controls = views.arrangement_controls(uganda, ("phase", "gov_will", "hc", "overlap"))
    return widgets.explore(views.arrangement_of(uganda), **controls)


def test_arrangement_as_recorded_changes_nothing(arrangement):
    assert len(arrangement.shown) == 2
    assert "as recorded; nothing changes" in arrangement.html
    assert {row["changed"] for row in records(arrangement.shown[1])} == {False}


@pytest.mark.parametrize(
    ("name", "level"),
    [("phase", "emergency"), ("phase", "unknown"), ("gov_will", "none"), ("gov_will", "co_lead"), ("hc", "true")],
)
def test_arrangement_follows_each_dimension(arrangement, uganda, name, level):
    recorded = arrangement.values
    arrangement.controls[name].value = level
    own, supposed = (
        coordination.derive(coordination.read(table)) for table in (uganda.context, {**uganda.context, name: level})
    )
    before, after = coordination.headline(own), coordination.headline(supposed)
    changed = [before[field] != after[field] for field in before]
    text, headline, obligations = arrangement.shown
    assert [row["changed"] for row in records(headline)] == changed
    assert f"Of 24 answers {sum(changed)} change" in text.bundle["text/plain"]
    mandatory = {row["obligation"] for row in records(obligations) if (row["change"], row["strength"]) == ("comes", "shall")}
    must_before, must_after = (
        {coordination.in_words(e, each) for e in each.elements if each.guidance.rules[e.rule]["strength"] == "shall"}
        for each in (own, supposed)
    )
    assert mandatory == must_after - must_before
    arrangement.controls[name].value = recorded[name]
    assert "nothing changes" in arrangement.html


def test_without_a_willing_government_it_neither_leads_nor_chairs(arrangement):
    arrangement.controls["gov_will"].value = "none"
    answers = {row["question"]: (row["recorded"], row["answer"]) for row in records(arrangement.shown[1])}
    assert answers["Government leads the response"] == ("yes", "no")
    assert answers["Government chairs or co-chairs the national forum"] == ("yes", "no")
    assert answers["Who leads on the international side"][1].startswith("UNHCR")
    arrangement.controls["gov_will"].value = "lead"


def test_a_situation_that_cannot_be_is_explained_in_place(arrangement):
    arrangement.controls["overlap"].value = "same"
    assert isinstance(arrangement.error, DataError)
    assert "overlap says where displaced citizens live, but idp is false" in arrangement.html
    arrangement.controls["overlap"].value = "none"
    assert arrangement.error is None


def test_headline_in_words_answers_every_field_without_codes(uganda):
    made = coordination.derive(coordination.read(uganda.context))
    table = views.headline_in_words(made)
    assert list(table.columns) == ["question", "answer", "rules"]
    assert len(table) == len(coordination.headline(made))
    assert table["question"].notna().all()
    assert not table["answer"].str.contains("_|True|False").any()
    assert "Comprehensive refugee response framework and Country refugee response plan" in set(table["answer"])


# --- in a kernel

CELL = """\
from refanalysis import data, widgets
from refanalysis.widgets import views

case = data.operation("uganda")
widgets.explore(views.{view}_of{of}(case), **views.{view}_controls(case))"""


def test_explorers_run_in_a_kernel_and_leave_small_stable_outputs(uganda, monkeypatch):
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(ROOT))
    sources = [CELL.format(view=view, of=of) for view, of in (("cost", "_site"), ("network", ""), ("arrangement", ""))]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(book, timeout=120, kernel_name="python3", store_widget_state=False).execute()
    outputs = [cell.outputs for cell in book.cells]
    assert [[set(output.data) for output in each] for each in outputs] == [[{"text/plain", VIEW}]] * 3
    expected = widgets.explore(views.cost_of_site(uganda), **views.cost_controls(uganda))
    assert outputs[0][0].data["text/plain"] == repr(expected)
    assert len(nbformat.writes(book)) < 10_000
