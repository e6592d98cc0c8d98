"""Reports: execution, pages, run records, what is up to date, failures."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import pytest
from bs4 import BeautifulSoup
from small_workspaces import workspace_at, write_notebook

from refanalysis.reports import inputs, pdf, plan, record, results, runner
from refanalysis.reports.notebooks import notebook, notebooks, typed
from refanalysis.schema import DataError

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
TABLE = f"""\
import sys
display({{"text/html": "<table><caption>x</caption><thead><tr><th>who</th><th>cost</th></tr></thead><tbody>"
    "<tr><td>LEO</td><td>1,200</td></tr><tr><td>VSAT</td><td>unknown</td></tr></tbody></table>", "text/plain": "t",
    "{results.TABLE}": {{"name": "costs", "title": "What it costs", "checksum": "c0ffee", "rows": 2, "columns": [],
    "records": [{{"who": 'LEO, "shared"', "cost": 1200.5}}, {{"who": sys.executable, "cost": None}}]}}}}, raw=True)"""
FIGURE = f"""\
display({{"image/png": "{PIXEL}", "text/plain": "f", "{results.FIGURE}": {{"name": "bars", "title": "Costs compared",
    "alt": "LEO costs least", "checksum": "f00d", "data": [{{"who": "LEO", "cost": 1}}]}}}}, raw=True)
display({{"text/plain": "h", "{results.HEADLINE}": {{"label": "Lowest cost", "value": 3.4, "unit": "USD_2024/user",
    "text": "3.40 USD of 2024 per user"}}}}, raw=True)
display({{"text/plain": "p", "{results.PROVENANCE}": {{"numbers": 20, "placeholders": 4, "by_quality": {{}}}}}}, raw=True)"""
FOREIGN = """\
display({"text/html": "<script src='https://example.org/x.js'></script><link href='https://example.org/x.css'>"
    "<img src='https://example.org/x.png' alt='map'><p>kept</p>"}, raw=True)"""
WIDGET = """\
import ipywidgets
out = ipywidgets.Output()
with out:
    print("inside")
ipywidgets.interact(lambda x: print("seen", x), x=(0, 3))
out"""
PROSE = "# Costs\n\nOpening words.\n\n## What it costs\n\nText.\n\n### Ranges\n\n## What it costs\n\nAgain."


def jobs_of(workspace, *names, operations=("uganda",), **more):
    return plan.jobs(notebooks(workspace / "notebooks"), operations, wanted_notebooks=names, **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A set of reports: two that come, one that fails, one about no operation."""
    workspace = workspace_at(tmp_path_factory.mktemp("workspace"), "chad", "uganda")
    folder = workspace / "notebooks"
    write_notebook(folder, "costs", [PROSE, TABLE, FIGURE, FOREIGN, "1 + 1", "import sys; print('note', file=sys.stderr)"])
    write_notebook(folder, "widgets", ["# Widgets", *[WIDGET] * 3, "print('after', horizon)"])
    problem = 'class DataError(Exception): pass\nraise DataError("a.csv, row 4: <b>\\nb.csv, row 9: bad")'
    write_notebook(folder, "broken", ["# Broken\n\n## Money", problem, "print('never')"])
    write_notebook(folder, "start", ["# Start", "print('hello')"], per_operation=False)
    settings = runner.Settings(workspace=workspace, out=workspace / "reports", workers=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFANALYSIS_WORKSPACE", str(workspace))
        reports = runner.run(jobs_of(workspace, operations=["uganda"]), settings)
    return {each.job.notebook.name: each for each in reports} | {"settings": settings}


def page_of(made, name):
    job = made[name].job
    path = made["settings"].out / job.stem.with_name(job.stem.name + ".html")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def shown_text(page):
    """Text of a page as a reader sees it, code hidden."""
    for code in page.find_all(class_="code"):
        code.decompose()
    return page.main.get_text()


def test_page_names_title_operation_scenario_question_and_language(made):
    page = page_of(made, "costs")
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "Costs"
    assert len(page.find_all("h1")) == 1
    head = page.header.get_text(" ", strip=True)
    for words in ("Uganda", "Scenario Base", "What of costs?", "20 numbers, 4 of them placeholders"):
        assert words in head


def test_page_fetches_and_runs_nothing_and_stays_small(made):
    for name in ("costs", "widgets", "broken"):
        page = page_of(made, name)
        assert not page.find_all(["script", "link", "iframe"])
        assert all(tag["src"].startswith("data:") for tag in page.find_all(src=True))
        assert "url(" not in page.style.get_text()
        assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": True})["content"]
        assert len(str(page)) < 2_000_000
    assert "[picture not included: map]" in page_of(made, "costs").get_text()
    assert "kept" in page_of(made, "costs").get_text()


def test_contents_lead_to_headings_even_where_two_have_the_same_words(made):
    page = page_of(made, "costs")
    links = [link["href"].removeprefix("#") for link in page.find("nav").find_all("a")]
    assert links == ["what-it-costs", "ranges", "what-it-costs-2", "made"]
    assert all(len(page.find_all(id=link)) == 1 for link in links)


def test_figures_and_tables_are_numbered_and_figures_described(made):
    page = page_of(made, "costs")
    captions = [caption.get_text(" ", strip=True) for caption in page.find_all("figcaption")]
    assert captions[0].startswith("Table 1. What it costs")
    assert captions[1].startswith("Figure 1. Costs compared")
    assert page.find("img")["alt"] == "LEO costs least"


def test_numbers_stand_to_the_right_and_a_wide_table_has_its_own_box(made):
    table = page_of(made, "costs").find("table")
    assert [cell["class"] for cell in table.find_all("td")] == [["text"], ["number"]] * 2
    assert [cell["class"] for cell in table.find_all("th")] == [["text"], ["number"]]
    assert table.parent["class"] == ["scroll"]
    assert table.parent["aria-label"] == "Table 1. What it costs"
    assert table.find("caption") is None


def test_code_is_there_but_hidden_until_the_switch_is_on(made):
    page = page_of(made, "costs")
    assert any("horizon = 0" in code.get_text() for code in page.find_all(class_="code"))
    assert page.find("input", id="show-code")["type"] == "checkbox"
    assert ".code { display: none; }" in page.style.get_text()
    assert "body:has(#show-code:checked) .code { display: block; }" in page.style.get_text()


def test_plain_results_stay_and_messages_are_folded(made):
    page = page_of(made, "costs")
    assert "2" in [pre.get_text().strip() for pre in page.main.find_all("pre")]
    assert page.find("details", class_="messages").pre.get_text().strip() == "note"


def test_headline_stands_in_the_head_and_not_in_the_text(made):
    page = page_of(made, "costs")
    headline = page.find(class_="headlines").get_text(" ", strip=True)
    assert headline == "Lowest cost 3.40 USD of 2024 per user"
    assert "Lowest cost" not in shown_text(page)


def test_table_can_be_downloaded_as_csv_that_excel_reads(made):
    from urllib.parse import unquote

    link = page_of(made, "costs").find("a", class_="get")
    assert link["download"] == "costs.csv"
    text = unquote(link["href"].split(",", 1)[1])
    assert text.startswith('\ufeffwho,cost\r\n"LEO, ""shared""",1200.5\r\n')


def test_widgets_are_left_out_and_do_not_stall_the_run(made):
    text = shown_text(page_of(made, "widgets"))
    assert made["widgets"].record.outcome == "ok"
    assert "after 0" in text
    assert "interactive(" not in text
    assert "Output(" not in text


def test_record_says_what_the_page_rests_on(made):
    job, settings = made["costs"].job, made["settings"]
    kept = json.loads((settings.out / "uganda" / "costs.json").read_text(encoding="utf-8"))
    assert kept["outcome"] == "ok"
    assert kept["parameters"] == {**job.notebook.parameters, "operation": "uganda", "scenario": "base"}
    assert (kept["seed"], kept["notebook"], kept["operation"]) == (7, "costs", "uganda")
    own = {name for name in kept["inputs"] if name.startswith("data/operations/")}
    assert {"notebooks/costs.ipynb", "data/parameters.csv", "data/operations/uganda/operation.toml"} <= set(kept["inputs"])
    assert all(name.startswith("data/operations/uganda/") for name in own)
    assert {"python", "refanalysis", "pandas", "papermill"} <= set(kept["versions"])
    assert kept["tables"][0]["checksum"] == "c0ffee"
    assert kept["figures"] == [{"name": "bars", "title": "Costs compared", "alt": "LEO costs least", "checksum": "f00d"}]
    assert kept["provenance"]["placeholders"] == 4
    assert kept["files"]["html"]["sha256"] == inputs.file_hash(settings.out / "uganda" / "costs.html")


def test_kernel_is_this_interpreter(made):
    assert made["costs"].record.tables[0]["records"][1]["who"] == sys.executable


def test_failed_notebook_leaves_a_page_that_says_where_why_and_what_to_do(made):
    failed, page = made["broken"].record, page_of(made, "broken")
    assert (failed.outcome, failed.error["name"], failed.error["step"]) == ("failed", "DataError", 4)
    alert = page.find(class_="alert").get_text(" ", strip=True)
    assert "step 4 of 5, under “Money”" in alert
    assert [item.get_text() for item in page.find(class_="alert").find_all("li")] == ["a.csv, row 4: <b>", "b.csv, row 9: bad"]
    assert "refanalysis report uganda --notebook broken" in page.get_text()
    assert "\x1b" not in page.get_text()
    assert page.find("details", class_="fold")


def test_index_has_a_card_for_each_report_the_failed_one_included(made):
    page = BeautifulSoup((made["settings"].out / "index.html").read_text(encoding="utf-8"), "html.parser")
    groups = [section.h2.get_text() for section in page.find_all(class_="group")]
    assert groups == ["All operations", "Uganda: refugee settlements"]
    cards = {card.h3.get_text(): card for card in page.find_all(class_="card")}
    assert set(cards) == {"Start", "Broken", "Costs", "Widgets"}
    assert "failed" in cards["Broken"]["class"]
    assert "a.csv, row 4: <b>" in cards["Broken"].get_text()
    assert cards["Costs"].find(class_="figure").get_text(" ", strip=True) == "Lowest cost 3.40 USD of 2024 per user"
    assert "4 of 20 numbers are placeholders" in cards["Costs"].get_text()
    for card in cards.values():
        assert (made["settings"].out / card.a["href"]).is_file()


def test_nothing_half_written_is_left(made):
    names = {path.name for path in made["settings"].out.rglob("*") if path.is_file()}
    pages = {f"{name}.{end}" for name in ("costs", "widgets", "broken", "start") for end in ("html", "json")}
    assert names == {"index.html"} | pages


def test_report_is_kept_until_something_it_rests_on_changes(tmp_path, monkeypatch):
    workspace = workspace_at(tmp_path, "chad", "uganda")
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(workspace))
    write_notebook(workspace / "notebooks", "small", ["# Small", "print(horizon)"])
    settings = runner.Settings(workspace=workspace, out=workspace / "reports")

    def again(**more):
        return runner.run(jobs_of(workspace), replace(settings, **more))[0]

    first = again()
    assert not first.kept
    assert again().kept
    (workspace / "data/operations/chad/operation.toml").write_text("# another's\n", encoding="utf-8")
    (workspace / "data/operations/uganda/~$actors.xlsx").write_text("Excel's lock file", encoding="utf-8")
    assert again().kept
    (workspace / "reports/uganda/small.html").write_text("tampered", encoding="utf-8")
    assert not again().kept
    (workspace / "data/parameters.csv").write_text("parameter\nnew\n", encoding="utf-8")
    changed = again()
    assert not changed.kept
    assert changed.record.key != first.record.key
    assert not again(force=True).kept


def test_changed_parameters_are_another_report_with_a_name_of_its_own(made):
    workspace = made["settings"].workspace
    plain, other = (jobs_of(workspace, "costs", settings=given)[0] for given in ([], ["horizon=5", "label=a/b c"]))
    assert str(plain.stem) == "uganda/costs"
    assert str(other.stem).startswith("uganda/costs__horizon-5__label-a-b-c-")
    assert other.parameters["horizon"] == 5
    assert jobs_of(workspace, "costs", settings=["horizon=0"])[0].stem == plain.stem
    assert str(jobs_of(workspace, "costs", scenarios=["funding_cut"])[0].stem) == "uganda/costs__funding_cut"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("horizon", "12", 12), ("rate", "3", 3.0), ("label", "a b", "a b"), ("bold", "yes", True), ("bold", "FALSE", False)],
)
def test_parameter_takes_the_kind_it_has_in_the_notebook(made, name, text, value):
    got = typed(made["costs"].job.notebook, name, text)
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(("name", "text", "kind"), [("horizon", "2.5", "a whole number"), ("bold", "maybe", "yes or no")])
def test_parameter_of_another_kind_is_refused(made, name, text, kind):
    with pytest.raises(ValueError, match=f"parameter '{name}' of notebook costs takes {kind} .* not '{text}'"):
        typed(made["costs"].job.notebook, name, text)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"wanted_operations": ["kenia"]}, "unknown operation 'kenia'; known operations: chad, uganda"),
        ({"wanted_notebooks": ["cost"]}, "unknown notebook 'cost'; known notebooks: broken, costs, start, widgets"),
        ({"settings": ["horizont=3"]}, "(?s)no chosen notebook has a parameter 'horizont'.*costs: horizon, rate, label"),
        ({"settings": ["horizon"]}, "--set takes name=value, not 'horizon'"),
        ({"settings": ["operation=chad"]}, "name it as an argument"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_known(made, asked, message):
    known = notebooks(made["settings"].workspace / "notebooks")
    with pytest.raises(ValueError, match=message):
        plan.jobs(known, ["chad", "uganda"], **asked)


def test_named_operations_leave_out_the_page_about_none(made):
    known = notebooks(made["settings"].workspace / "notebooks")
    named = plan.jobs(known, ["chad", "uganda"], wanted_operations=["chad", "chad"])
    assert [str(job.stem) for job in named] == ["chad/broken", "chad/costs", "chad/widgets"]
    assert len(plan.jobs(known, ["chad", "uganda"])) == 7


def test_a_case_goes_to_notebooks_that_show_cases(made, tmp_path):
    write_notebook(tmp_path, "leads", ["# Who leads"], parameters='operation = "chad"', cases=True)
    known = notebooks(made["settings"].workspace / "notebooks") | notebooks(tmp_path)
    asked = {"operations": ["chad", "uganda"], "cases": ["TCD-2023"]}
    named = plan.jobs(known, **asked, wanted_operations=["TCD-2023"])
    assert [(str(job.stem), job.parameters) for job in named] == [("TCD-2023/leads", {"operation": "TCD-2023"})]
    both = plan.jobs(known, **asked, wanted_operations=["TCD-2023", "chad"], wanted_notebooks=["leads", "costs"])
    assert [str(job.stem) for job in both] == ["TCD-2023/leads", "chad/leads", "chad/costs"]
    assert "TCD-2023" not in {job.operation for job in plan.jobs(known, **asked)}, "cases are reported on when named"
    with pytest.raises(ValueError, match="TCD-2023 is a case, which no chosen notebook shows; accepted: --notebook leads"):
        plan.jobs(known, **asked, wanted_operations=["TCD-2023"], wanted_notebooks=["costs"])


def test_notebook_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "bad.ipynb").write_text("{", encoding="utf-8")
    write_notebook(tmp_path, "listed", ["# Listed"], parameters="years = [1, 2]")
    (tmp_path / "_template.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        notebooks(tmp_path)
    assert len(caught.value.problems) == 2
    assert "bad.ipynb: not a notebook of format 4" in str(caught.value)
    assert "listed.ipynb: parameters cell, line 1: years must be a plain number, text, True or False" in str(caught.value)


def executed(folder, *cells, **options):
    from refanalysis.reports.engine import execute

    path = write_notebook(folder, "one", ["# One\n\n## Wait", *cells])
    return execute(path, {"horizon": 3}, workspace=folder, **options)


def test_step_that_takes_too_long_is_ended_and_named(tmp_path):
    failure = executed(tmp_path, "print('quick')", "import time; time.sleep(60)", step_timeout=2).failure
    assert (failure.name, failure.step, failure.section) == ("Time-out", 5, "Wait")
    assert failure.message == "the step was still running after 2 s"


def test_kernel_that_dies_is_named(tmp_path):
    failure = executed(tmp_path, "import os; os._exit(3)").failure
    assert failure.name == "Kernel died"
    assert "os._exit" in failure.source


def test_run_stops_when_told(tmp_path):
    from refanalysis.reports.engine import StoppedError

    stop, begun = Event(), time.monotonic()
    Timer(3, stop.set).start()
    with pytest.raises(StoppedError):
        executed(tmp_path, "import time; time.sleep(60)", stop=stop)
    assert time.monotonic() - begun < 30


def test_other_kernels_registered_on_the_machine_have_no_say(tmp_path, monkeypatch):
    spec = tmp_path / "share" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    ran = executed(tmp_path, "import os; print(horizon, os.environ['REFANALYSIS_WORKSPACE'])")
    assert ran.failure is None
    assert ran.notebook.cells[-1].outputs[0].text == f"3 {tmp_path}\n"


def test_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    goal = tmp_path / "page.html"
    goal.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        record.write_whole(goal, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert goal.read_bytes() == b"old"


def test_record_of_another_form_or_a_broken_one_does_not_count(tmp_path, made):
    path = tmp_path / "x.json"
    record.write(made["costs"].record, path)
    assert record.read(path) == made["costs"].record
    path.write_text(path.read_text(encoding="utf-8").replace(f'"form": {record.FORM}', '"form": 0'), encoding="utf-8")
    assert record.read(path) is None
    path.write_text("{", encoding="utf-8")
    assert record.read(path) is None
    assert record.read(tmp_path / "none.json") is None


def test_pdf_without_a_browser_says_what_to_install(made, monkeypatch):
    monkeypatch.delenv(pdf.VARIABLE, raising=False)
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    settings = replace(made["settings"], formats=("html", "pdf"))
    with pytest.raises(ValueError, match=r"Install Chromium, Google Chrome or Microsoft Edge .* or set REFANALYSIS_BROWSER"):
        runner.run([made["costs"].job], settings)
    monkeypatch.setenv(pdf.VARIABLE, "/no/browser")
    with pytest.raises(ValueError, match="REFANALYSIS_BROWSER is '/no/browser', which is no program"):
        pdf.browser()


def test_browser_that_writes_nothing_is_an_error_that_names_the_page(tmp_path):
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho no display >&2\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(pdf.BrowserError, match=r"wrote no PDF of page.html; it said: no display"):
        pdf.pdf(tmp_path / "page.html", str(program))


@pytest.mark.browser
def test_pdf_comes_from_the_page_already_made(made):
    pytest.importorskip("playwright")
    try:
        pdf.browser()
    except ValueError as error:
        pytest.skip(str(error))
    settings = replace(made["settings"], formats=("html", "pdf"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFANALYSIS_WORKSPACE", str(settings.workspace))
        printed = runner.run([made["costs"].job], settings)[0]
        again = runner.run([made["costs"].job], settings)[0]
    assert printed.record.duration == made["costs"].record.duration
    assert (settings.out / "uganda" / "costs.pdf").read_bytes().startswith(b"%PDF")
    assert again.kept
    (settings.out / "uganda" / "costs.pdf").unlink()


@pytest.mark.browser
def test_page_fits_wide_and_narrow_screens_and_shows_code_on_one_click(made):
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        program = pdf.browser()
    except ValueError as error:
        pytest.skip(str(error))
    address = (made["settings"].out / "uganda" / "costs.html").resolve().as_uri()
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for width in (1280, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            asked = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
            assert not page.locator(".code").first.is_visible()
            page.get_by_text("Show code").click()
            assert page.locator(".code").first.is_visible()
        browser.close()


def test_notebook_without_metadata_is_titled_by_its_heading(tmp_path):
    path = write_notebook(tmp_path, "plain", ["# A plain page"], parameters="")
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["metadata"]["refanalysis"]
    path.write_text(json.dumps(content), encoding="utf-8")
    book = notebook(path)
    assert (book.title, book.question, book.per_operation, book.parameters) == ("A plain page", "", True, {})
