"""A report's page: nbconvert with our own template, then contents, tables and a last look at what it links to.

Loads nbconvert and all that it needs; import it only where a page is about to be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from refanalysis.reports.pages import TEMPLATES
from refanalysis.reports.prepare import prepared

_ORDER = ("image/svg+xml", "image/png", "image/jpeg", "text/html", "text/markdown", "text/latex", "text/plain")
_NUMBER = re.compile(r"[-+−–]?\s?\d[\d.,\s\u202f\u00a0]*\s?%?|unknown|nan|n/a|[-–—]|", re.IGNORECASE)
_PORTRAIT = 9  # columns; a table with more is printed across a landscape page
_LONG = 60  # characters; a cell with more text gets a wider column


def page(nb: Mapping[str, Any], head: Mapping[str, Any], folder: Path) -> str:
    """HTML of an executed notebook, in one file that needs no network.

    Parameters
    ----------
    nb
        The notebook with its outputs.
    head
        What the page says of the run, from `pages.head`.
    folder
        Where pictures named in the prose lie.
    """
    resources = {"report": head, "metadata": {"name": head["title"], "path": str(folder)}}
    html, _ = _exporter().from_notebook_node(prepared(nb), resources=resources)
    soup = BeautifulSoup(html, "html.parser")
    main = soup.find("main")
    _unlink(soup, main)
    for table in main.find_all("table"):
        _tidy_table(soup, table)
    _contents(soup, main)
    return str(soup)


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": list(_ORDER)}}),
        template_name=TEMPLATES.name,
        template_file="report.html.j2",
        extra_template_basedirs=[str(TEMPLATES.parent)],
        exclude_anchor_links=True,
        embed_images=True,
    )


def _unlink(soup: BeautifulSoup, main: Tag) -> None:
    """Take out whatever a page would fetch or run: scripts, foreign style sheets and frames, pictures from the network."""
    for tag in main.find_all(["script", "style", "link", "iframe", "object", "embed"]):
        tag.decompose()
    for picture in main.find_all("img"):
        address = str(picture.get("src", ""))
        if not address.startswith("data:"):
            picture.replace_with(f"[picture not included: {picture.get('alt') or address}]")
        elif not picture.get("alt"):
            picture["alt"] = "Picture without a description"


def _tidy_table(soup: BeautifulSoup, table: Tag) -> None:
    """Numbers to the right, a box that scrolls, no caption within (the figure around the table has it)."""
    for attribute in ("border", "style", "class"):
        table.attrs.pop(attribute, None)
    caption = table.find("caption")
    title = caption.get_text(" ", strip=True) if caption else ""
    if caption:
        caption.decompose()
    _align(table)
    figure = table.find_parent("figure")
    if figure and max((len(row.find_all(["th", "td"])) for row in table.find_all("tr")), default=0) > _PORTRAIT:
        figure["class"] = [*figure.get("class", []), "wide"]
    told = figure.find("figcaption") if figure else None
    label = told.get_text(" ", strip=True).removesuffix("Download CSV").strip() if told else title or "Table"
    table.wrap(soup.new_tag("div", attrs={"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label}))


def _align(table: Tag) -> None:
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    for cell in (cell for row in rows for cell in row):
        if len(cell.get_text()) > _LONG:
            cell["class"] = [*cell.get("class", []), "long"]
    if any({"number", "text"} & set(cell.get("class", [])) for row in rows for cell in row):
        return
    numeric = _numeric_columns([[cell for cell in row if cell.name == "td"] for row in rows])
    for row in rows:
        for place, cell in enumerate(reversed(row)):
            cell["class"] = [*cell.get("class", []), "number" if place in numeric else "text"]


def _numeric_columns(rows: list[list[Tag]]) -> set[int]:
    """Columns that hold numbers only, counted from the right: cells that span rows stand on the left."""
    columns: dict[int, list[str]] = {}
    for row in rows:
        for place, cell in enumerate(reversed(row)):
            columns.setdefault(place, []).append(cell.get_text().strip())
    return {
        place
        for place, texts in columns.items()
        if all(_NUMBER.fullmatch(text) for text in texts) and any(any(map(str.isdigit, text)) for text in texts)
    }


def _contents(soup: BeautifulSoup, main: Tag) -> None:
    """Fill the contents from the headings, each under an address of its own, and the switch that shows the code."""
    nav = soup.find("nav", class_="toc")
    entries = list(_headings(main))
    details = soup.new_tag("details", attrs={"open": ""})
    summary = soup.new_tag("summary")
    summary.string = "Contents"
    details.append(summary)
    details.append(BeautifulSoup(_nested(entries), "html.parser"))
    nav.append(details)
    if main.find(class_="code"):
        nav.append(BeautifulSoup(_SWITCH, "html.parser"))


def _headings(main: Tag) -> Iterator[tuple[int, str, str]]:
    seen: set[str] = set()
    for heading in main.find_all(["h2", "h3"]):
        text = heading.get_text(" ", strip=True)
        plain = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        name = next(name for name in _candidates(plain) if name not in seen)
        seen.add(name)
        heading["id"] = name if heading.get("id") != "made" else "made"
        yield int(heading.name[1]), str(heading["id"]), text


def _candidates(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _nested(entries: list[tuple[int, str, str]]) -> str:
    from html import escape

    parts, depth = ["<ol>"], 2
    for level, name, text in entries:
        parts.append("<ol>" * (level - depth) + "</ol>" * (depth - level))
        parts.append(f'<li><a href="#{escape(name)}">{escape(text)}</a></li>')
        depth = level
    return "".join([*parts, "</ol>" * (depth - 2), "</ol>"])


_SWITCH = (
    '<input class="switch" id="show-code" type="checkbox">'
    '<label class="switch-label" for="show-code"><span class="off">Show code</span><span class="on">Hide code</span></label>'
)
