"""The command line: what it loads, what it says, and with which code it ends."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from small_workspaces import workspace_at, write_notebook

from refanalysis.reports import progress

HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "pandera", "pint", "ipywidgets")


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A workspace with two tiny notebooks and no data to speak of."""
    workspace = workspace_at(tmp_path, "chad", "uganda")
    write_notebook(workspace / "notebooks", "plain", ["# Plain", "print(horizon)"])
    write_notebook(workspace / "notebooks", "broken", ["# Broken", "if horizon == 0:\n    raise ValueError('no horizon')"])
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(workspace))
    monkeypatch.chdir(workspace)
    return workspace


def loaded_by(*words, cwd=None):
    """Names of the heavy modules a command line loads, in a process of its own."""
    code = f"import sys\nfrom refanalysis import cli\nsys.argv = ['refanalysis', *{list(words)!r}]\n"
    code += "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
    code += f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=True)
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("words", [["--help"], ["report", "--help"], ["init", "--help"]])
def test_help_loads_nothing_heavy(words):
    assert loaded_by(*words) == "[]"


def test_run_with_nothing_changed_loads_nothing_heavy(small, call):
    assert call("report", "uganda", "--notebook", "plain")[0] == 0
    assert loaded_by("report", "uganda", "--notebook", "plain", cwd=small) == "[]"


def test_report_says_how_many_how_long_and_where(small, call):
    code, out, err = call("report", "uganda", "--notebook", "plain")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("1 made, 0 up to date, in ")
    assert out.splitlines()[1] == str(small / "reports" / "index.html")
    assert call("report", "uganda", "--notebook", "plain")[1].startswith("0 made, 1 up to date, in ")
    assert call("report", "uganda", "--notebook", "plain", "--force")[1].startswith("1 made, 0 up to date, in ")


def test_page_that_is_hard_to_send_is_named(small, call, monkeypatch):
    monkeypatch.setattr("refanalysis.reports.pages.LIMIT", 10_000)
    code, _, err = call("report", "uganda", "--notebook", "plain")
    assert code == 0
    assert err.startswith("large: uganda · Plain: the page has 0.0 MB, more than 0.01; use smaller pictures")


def test_failed_report_ends_with_one_and_the_others_come(small, call):
    code, out, err = call("report", "uganda", "--out", "elsewhere", "--jobs", 1)
    assert code == 1
    assert out.startswith("1 made, 0 up to date, 1 failed")
    assert "failed: uganda · Broken: ValueError: no horizon" in err
    assert "see elsewhere/uganda/broken.html" in err
    assert (small / "elsewhere" / "uganda" / "plain.html").is_file()
    assert "Traceback" not in err


def test_set_reaches_the_notebook_and_the_record(small, call):
    code, _, _ = call("report", "uganda", "--notebook", "broken", "--set", "horizon=5")
    assert code == 0
    record = json.loads((small / "reports" / "uganda" / "broken__horizon-5.json").read_text(encoding="utf-8"))
    assert (record["parameters"]["horizon"], record["changed"]) == (5, {"horizon": 5})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "kenia"], "unknown operation 'kenia'; known operations: chad, uganda"),
        (["report", "--notebook", "x"], "unknown notebook 'x'; known notebooks: broken, plain"),
        (["report", "--set", "x=1"], "no chosen notebook has a parameter 'x'; known parameters:"),
        (["report", "--set", "horizon=long"], "takes a whole number"),
        (["report", "--format", "docx"], "unknown format 'docx'; known formats: html, pdf"),
        (["init", "Kenya!", "--country", "KEN"], "'Kenya!' cannot name an operation"),
    ],
)
def test_bad_arguments_give_a_message_and_no_traceback(small, call, words, message):
    code, out, err = call(*words)
    assert code in (1, 2)
    assert out == ""
    assert err.startswith("refanalysis: ")
    assert message in err
    assert "Traceback" not in err
    assert not (small / "reports").exists()


def test_folder_that_cannot_be_written_is_named(small, call):
    (small / "reports").write_text("a file", encoding="utf-8")
    code, _, err = call("report", "uganda", "--notebook", "plain")
    assert code == 1
    assert str(small / "reports") in err or "reports" in err
    assert "Traceback" not in err


def test_interrupt_stops_at_once_and_leaves_no_broken_page(small):
    write_notebook(small / "notebooks", "slow", ["# Slow", "open('begun', 'w').close()\nimport time; time.sleep(120)"])
    command = [sys.executable, "-m", "refanalysis.cli", "report", "uganda", "--notebook", "slow"]
    process = subprocess.Popen(command, cwd=small, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (small / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "stopped; finished reports are kept"
    assert [path for path in (small / "reports").rglob("*") if path.is_file()] == []


def test_scenario_an_operation_lacks_is_refused_with_those_it_has(workspace, call):
    write_notebook(workspace / "notebooks", "plain", ["# Plain", "print(horizon)"])
    code, _, err = call("report", "uganda", "--scenario", "doom")
    assert code == 2
    assert "operation uganda has no scenario 'doom'; known: base, funding_cut" in err


def test_report_is_titled_and_dated_from_the_operation(workspace, call):
    write_notebook(workspace / "notebooks", "plain", ["# Plain", "print(horizon)"])
    assert call("report", "uganda", "--scenario", "funding_cut")[0] == 0
    page = (workspace / "reports" / "uganda" / "plain__funding_cut.html").read_text(encoding="utf-8")
    assert "<dt>Scenario</dt><dd>Funding cut</dd>" in page
    assert "<dt>Date of data</dt><dd>31 December 2025</dd>" in page


def test_check_counts_what_is_there_and_lists_what_is_wrong(workspace, call):
    code, out, _ = call("check")
    assert code == 0
    assert "no problems" in out
    assert "29 countries" in out
    actors = workspace / "data" / "operations" / "uganda" / "actors.csv"
    actors.write_text(actors.read_text(encoding="utf-8").replace(",national,", ",everywhere,", 1), encoding="utf-8")
    code, out, err = call("check", workspace / "data" / "operations" / "uganda")
    assert (code, err) == (1, "")
    assert "actors.csv, row" in out
    assert "everywhere" in out
    assert "uganda: 1 problem\n" in out
    assert call("check", workspace / "nowhere")[0] == 1


@pytest.mark.parametrize("subject", ["operations", "notebooks", "scenarios", "technologies", "sources"])
def test_list_is_tab_separated_when_piped(workspace, call, subject):
    write_notebook(workspace / "notebooks", "plain", ["# Plain", "print(horizon)"])
    code, out, _ = call("list", subject)
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert subject.removesuffix("s").replace("technologie", "technology") in rows[0]
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_list_of_something_else_names_what_can_be_listed(call):
    code, _, err = call("list", "fruit")
    assert code == 2
    assert "operations" in err
    assert "technologies" in err


def test_explain_leads_from_a_number_to_its_file_row_and_source(workspace, call):
    code, out, _ = call("explain", "discount_rate", "--operation", "uganda")
    assert code == 0
    for step in ("value", "range", "as given", "source", "quality", "place"):
        assert f"\n  {step} " in out
    assert "data/assumptions/" in out


def test_explain_of_a_country_fact_shows_the_fact(workspace, call):
    code, out, _ = call("explain", "regulator", "--operation", "uganda")
    assert code == 0
    assert "Uganda Communications Commission" in out


def test_explain_without_a_component_lists_the_components(workspace, call):
    code, out, _ = call("explain", "capex", "--operation", "uganda")
    assert code == 0
    assert "--component leo_terminal" in out


def test_explain_of_an_unknown_parameter_names_close_ones(workspace, call):
    code, _, err = call("explain", "discount_rat")
    assert code == 2
    assert "unknown parameter 'discount_rat'; close to it: discount_rate" in err


def test_progress_draws_on_a_terminal_only_and_without_colours_when_asked(monkeypatch):
    import io

    from rich.console import Console

    def drawn(**options):
        text = io.StringIO()
        with progress.bars(Console(file=text, width=100, **options), 1) as listen:
            job = type("Job", (), {"label": "uganda · Costs"})()
            listen(job, "running", 0.5)
            listen(job, "ok", 1.0)
        return text.getvalue()

    assert drawn(force_terminal=False) == ""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[32mdone" in drawn(force_terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = drawn(force_terminal=True)
    assert "uganda · Costs" in plain
    assert "\x1b[32m" not in plain


def test_no_colour_option_is_the_environment_variable(small, call, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "")
    assert call("report", "uganda", "--notebook", "plain", "--no-colour")[0] == 0
    assert os.environ["NO_COLOR"] == "1"
