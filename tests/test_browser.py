"""A reader's browser: Voilà serves a notebook, a control is moved by keyboard, the new figures are on the page."""

import functools
import io
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import nbformat
import numpy as np
import pytest
from conftest import ROOT
from matplotlib.colors import to_rgb
from openpyxl import load_workbook
from PIL import Image
from scipy import ndimage

from refanalysis import data, tables
from refanalysis.figures import stakeholders
from refanalysis.reports import pages, pdf, render
from refanalysis.widgets import views
from refanalysis.workbook.guide import SHEETS

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
WITHOUT_CARD = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]  # WebGL by the processor
PATIENCE = 120  # s
NARROW = 390  # px, a telephone
COST_PAGES = ("20_cost_of_ownership", "21_operator_business_case", "22_who_pays", "23_portfolio", "90_validation")
NETWORK_PAGES = {"10_stakeholder_network": 6, "11_presence_gaps_overlaps": 1, "12_engagement_plan": 2}  # pictures at least
CELL = """\
from refanalysis import data, widgets
from refanalysis.widgets import views

case = data.operation("chad")
widgets.explore(views.{view}(case), **views.{controls}(case))"""

NETWORK = """\
from refanalysis import data, widgets

widgets.network_explorer(data.operation("chad"))"""

BUTTON = """\
from refanalysis import data, tco, widgets

case = data.with_levers(data.operation("chad"), horizon=3)
widgets.download.workbook_button(case, technologies=["leo"], settings=tco.Settings(opex_timing="start"))"""
METADATA = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
BEYOND = """() => [...document.querySelectorAll("main *, header *")]
  .filter(each => !each.closest(".scroll") && each.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map(each => each.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def launch():
    """A browser started with the flags given."""
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        program = pdf.browser()
    except ValueError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs a browser: {error}")
        pytest.skip(str(error))
    with playwright.sync_playwright() as driver:
        yield functools.partial(driver.chromium.launch, executable_path=program)


@pytest.fixture(scope="module")
def browser(launch):
    with launch(args=FLAGS) as opened:
        yield opened


@pytest.fixture
def drawing_browser(launch):
    """A browser that draws WebGL, slowly and without a graphics card."""
    with launch(args=[*(flag for flag in FLAGS if flag != "--disable-gpu"), *WITHOUT_CARD]) as opened:
        yield opened


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """A notebook with one explorer of each kind and nothing else."""
    kinds = [("cost_of_site", "cost_controls"), ("network_of", "network_controls"), ("arrangement_of", "arrangement_controls")]
    cells = [nbformat.v4.new_code_cell(CELL.format(view=view, controls=controls)) for view, controls in kinds]
    path = tmp_path_factory.mktemp("voila") / "workbook.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=METADATA), path)
    return path


@contextmanager
def served(notebook, folder):
    """Address of the notebook served by Voilà on this machine only, with no settings but the defaults."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    own = {name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    environment = {**os.environ, **own, "REFANALYSIS_WORKSPACE": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "voila", str(notebook), f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"]
    log = folder / "voila.log"
    with log.open("w", encoding="utf-8") as lines:
        server = subprocess.Popen(command, stdout=lines, stderr=subprocess.STDOUT, env=environment)
        try:
            wait_for(port, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server, log):
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Voilà did not answer:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def opened(browser, address, width=1280, stopped=None, errors=None):
    """The page at an address; what it asks for elsewhere (Voilà: icons from a content network) does not get through.

    Addresses asked for in vain are added to `stopped`, what went wrong in the page to `errors`.
    """

    def stop(route):
        if stopped is not None:
            stopped.append(route.request.url)
        route.abort()

    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.route(lambda url: not url.startswith((address, "data:", "blob:")), stop)
    if errors is not None:
        page.on("pageerror", lambda error: errors.append(error.message))
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address, wait_until="domcontentloaded")
    try:
        yield page
    finally:
        page.close()


def figures_of(operation, technology, site, horizon):
    shown = views.cost_of_site(operation)(technology, site, horizon)
    return shown[0].bundle[tables.HEADLINE_MIME]["text"]


def control(page, label):
    """The box of the control with this label."""
    return page.locator(".widget-hbox > .jupyter-widgets", has_text=re.compile(f"^{re.escape(label)}"))


@pytest.fixture(scope="module")
def page(browser, workbook):
    with served(workbook, workbook.parent) as address, opened(browser, address) as page:
        page.get_by_text("would be coordinated").wait_for()
        yield page


def test_moving_the_slider_by_keyboard_shows_the_cost_over_the_new_horizon(page):
    chad = data.operation("chad")
    before, after = (figures_of(chad, chad.technologies[0], chad.focus_site, years) for years in (10, 12))
    assert before != after
    headline = page.locator("p strong", has_text="per user and month").first
    assert headline.inner_text().endswith(f"10 years, base case: {before}")
    picture = page.locator("img[alt^='Stacked columns']")
    seen = picture.get_attribute("src")
    handle = control(page, "Horizon").locator(".noUi-handle")
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    page.get_by_text(f"12 years, base case: {after}").wait_for()
    assert picture.get_attribute("src") != seen
    assert control(page, "Horizon").locator(".widget-readout").inner_text() == "12"


def test_choosing_a_technology_by_keyboard_shows_its_cost(page):
    chad = data.operation("chad")
    years = int(control(page, "Horizon").locator(".widget-readout").inner_text())
    dropdown = control(page, "Technology").locator("select")
    dropdown.focus()
    for _ in range(chad.technologies.index("leo")):
        dropdown.press("ArrowDown")
    cost = page.get_by_text(f"base case: {figures_of(chad, 'leo', chad.focus_site, years)}")
    cost.wait_for()
    assert cost.is_visible()


def test_a_focus_lists_that_actors_ties(page):
    chad = data.operation("chad")
    name = chad.actors.set_index("actor").loc["unhcr", "name"]
    own = chad.ties[(chad.ties["from_actor"] == "unhcr") | (chad.ties["to_actor"] == "unhcr")]
    control(page, "Focus").locator("select").select_option(label=name)
    rows = page.locator("table", has_text=f"Ties of {name}").locator("tbody tr")
    rows.first.wait_for()
    assert rows.count() == len(own)


def test_a_situation_supposed_says_what_would_change(page):
    control(page, "What the Government is willing to do").locator("select").select_option(label="None")
    page.get_by_text("What the Government is willing to do: none, recorded is").wait_for()
    row = page.locator("tr", has_text="Government chairs or co-chairs the national forum")
    assert row.locator("td").all_inner_texts() == ["no", "yes", "yes"]


def test_controls_figures_and_tables_fit_a_narrow_screen(browser, workbook):
    chad = data.operation("chad")
    name = chad.actors.set_index("actor").loc["unhcr", "name"]
    with served(workbook, workbook.parent) as address, opened(browser, address, NARROW) as page:
        page.get_by_text("would be coordinated").wait_for()
        control(page, "Focus").locator("select").select_option(label=name)
        page.locator("table", has_text=f"Ties of {name}").wait_for()
        parts = page.locator(".widget-hbox select, .widget-hbox .noUi-target, .widget-readout, .ra-shown, .ra-shown img")
        boxes = [parts.nth(i).bounding_box() for i in range(parts.count())]
        assert len(boxes) == 7 + 2 + 3 + 2
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= NARROW for box in boxes)


def test_the_notebook_on_cost_of_ownership_works_in_a_browser(browser, tmp_path):
    with served(ROOT / "notebooks" / "20_cost_of_ownership.ipynb", tmp_path) as address, opened(browser, address) as page:
        picture = page.locator("img[alt^='Stacked columns']")
        picture.wait_for()
        page.get_by_text("Assumptions behind this page").first.wait_for()
        readout = control(page, "Horizon").locator(".widget-readout")
        years, seen = int(readout.inner_text()), picture.get_attribute("src")
        control(page, "Horizon").locator(".noUi-handle").press("ArrowRight")
        page.get_by_text(re.compile(f", {years + 1} years, .* per user and month")).wait_for()
        assert picture.get_attribute("src") != seen
        assert page.locator("[role=alert]").count() == 0
        assert page.get_by_role("button", name="Write Excel workbook").is_visible()


def test_pressing_the_button_writes_a_workbook_and_the_browser_gets_the_same(browser, tmp_path):
    path = tmp_path / "button.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(BUTTON)], metadata=METADATA), path)
    with served(path, tmp_path) as address, opened(browser, address) as page:
        page.get_by_role("button", name="Write Excel workbook").click()
        link = page.get_by_role("link", name="chad_base.xlsx")
        link.wait_for()
        with page.expect_download() as got:
            link.click()
        written = tmp_path / "chad_base.xlsx"
        assert got.value.suggested_filename == written.name
        assert got.value.path().read_bytes() == written.read_bytes()
        assert set(SHEETS) <= set(load_workbook(written, read_only=True).sheetnames)


def seen(page):
    """What the reader sees as pixels: height x width x red, green, blue."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def largest_mark(pixels, kind):
    """Middle (x, y) and size [pixel] of the largest mark of a kind."""
    wanted = (np.array(to_rgb(stakeholders.colour(kind))) * 255).round()
    marks, _ = ndimage.label(np.abs(pixels - wanted).max(axis=2) <= 2)
    sizes = np.bincount(marks.ravel())[1:]
    if not sizes.size:
        return (0.0, 0.0), 0
    y, x = ndimage.center_of_mass(marks == sizes.argmax() + 1)
    return (x, y), int(sizes.max())


def ink(pixels):
    """Pixels that are not white."""
    return int((pixels.min(axis=2) < 250).sum())


def drawn(page, kind, is_it=lambda pixels: True):
    """What the reader sees once a large mark of the kind stands there and `is_it` is true of it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        pixels = seen(page)
        if largest_mark(pixels, kind)[1] >= 200 and is_it(pixels):
            return pixels
        page.wait_for_timeout(200)
    pytest.fail(f"no such picture; pixels drawn: {ink(pixels)}, largest mark: {largest_mark(pixels, kind)[1]}")


def test_the_network_to_explore_is_drawn_lists_ties_of_an_actor_clicked_and_follows_the_relation(drawing_browser, tmp_path):
    chad, path = data.operation("chad"), tmp_path / "network.ipynb"
    own = chad.ties[(chad.ties["from_actor"] == "unhcr") | (chad.ties["to_actor"] == "unhcr")]
    name = chad.actors.set_index("actor").loc["unhcr", "name"]
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NETWORK)], metadata=METADATA), path)
    stopped, errors = [], []
    with served(path, tmp_path) as address, opened(drawing_browser, address, stopped=stopped, errors=errors) as page:
        page.locator("canvas.sigma-nodes").wait_for()
        all_ties = drawn(page, "un_agency")
        services = page.locator(".widget-html span", has_text="services delivered")
        assert services.is_visible()
        relation = control(page, "Relation").locator("select")
        relation.select_option(label="Funds")
        funds = drawn(page, "un_agency", lambda pixels: ink(pixels) < 0.8 * ink(all_ties))
        services.wait_for(state="detached")
        relation.select_option(label="All relations")
        again = drawn(page, "un_agency", lambda pixels: ink(pixels) > 1.2 * ink(funds))
        (x, y), _ = largest_mark(again, "un_agency")
        page.mouse.click(x, y)
        page.get_by_text(f"{name}: {len(own)} ties").wait_for()
        rows = page.locator(".widget-html table tbody tr", has_text=name)
        assert rows.count() == len(own)
    assert errors == []
    assert all("fontawesome" in each for each in stopped), stopped


def report_of(name, folder):
    """The report of a stored notebook."""
    stored = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    head = {**stored["metadata"]["refanalysis"], "kicker": "Uganda", "style": pages.style()}
    report = folder / f"{name}.html"
    report.write_text(render.page(stored, head, folder), encoding="utf-8")
    return report


@pytest.mark.parametrize(("name", "pictures"), [*((name, 2) for name in COST_PAGES), *NETWORK_PAGES.items()])
def test_a_report_is_no_wider_than_a_narrow_screen(browser, tmp_path, name, pictures):
    page = browser.new_page(viewport={"width": NARROW, "height": 900})
    page.goto(report_of(name, tmp_path).as_uri())
    assert page.locator("main figure.picture img").count() >= pictures
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW
    assert page.evaluate(BEYOND) == []
    page.close()
