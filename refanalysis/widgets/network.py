"""A stakeholder network to explore in the notebook: zoom, search, click an actor to see its ties.

Drawn in the browser by ipysigma at our own positions. Shapes of marks are not used there: the widget would fetch them from the
network. For where no kernel answers there is `figures.network_map`.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from refanalysis import network, words
from refanalysis.figures import labels, stakeholders, style
from refanalysis.widgets import content
from refanalysis.widgets.controls import control, dropdown

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from ipysigma import Sigma

    from refanalysis.data import Operation

_VIEW = "application/vnd.jupyter.widget-view+json"
_TIES = "ties"
_MEASURES = {
    _TIES: "Number of ties", "in_degree": "Ties received", "out_degree": "Ties given", "betweenness": "Betweenness",
    "pagerank": "PageRank",
}  # fmt: skip
_WIDE = 1.7  # width of the picture over its height
_ALL_NAMED = 60  # actors up to which every name is written
_MANY_TIES = 300
_LETTERS = 22  # of a name in the picture
_SEVERAL = "several families"
_LOOKS = (
    "<style>"
    # it counts pairs where we count ties, would lay actors out anew, and its own key would lie on the picture
    ".ipysigma-graph-description,.ipysigma-layout-controls,.ipysigma-information-shadow-display,"
    ".ipysigma-information-display{display:none!important}"
    # its list for searching shows names, not the keys of actors.csv; beside the buttons on a narrow screen
    ".ipysigma-widget .choices__item:has(small){font-size:0!important}"
    ".ipysigma-widget .choices__item:has(small) small{font-size:14px!important}"
    ".ipysigma-widget .ipysigma-right-panel{max-width:calc(100% - 140px)}"
    "</style>"
)
_PROMPT = "<p style='color:#5b6570'>Click an actor to list its ties; drag to move, turn the wheel to zoom.</p>"


def network_explorer(
    operation: Operation | pd.DataFrame, ties: pd.DataFrame | None = None, height: int = 560
) -> NetworkExplorer:
    """Return the network of an operation, or of tables of actors and ties, to explore in the browser.

    Parameters
    ----------
    operation
        An operation, or its table ``actors``.
    ties
        Table ``ties`` where the first argument is a table of actors.
    height
        Of the picture [CSS pixel].

    Raises
    ------
    ValueError
        When a table of actors comes without ties, or there are no actors.
    """
    actors = getattr(operation, "actors", operation)
    held = getattr(operation, "ties", None) if ties is None else ties
    if held is None:
        raise ValueError("network_explorer needs an operation, or a table of actors and one of ties; found no ties")
    if actors.empty:
        raise ValueError("there are no actors to explore; fill actors.csv")
    return NetworkExplorer(actors, held, height)


class NetworkExplorer:
    """A network with controls.

    Attributes
    ----------
    controls
        Widgets by name: relation, colour_by, size_by; to move one in Python, set its `value`.
    picture
        The ipysigma widget shown now.
    """

    def __init__(self, actors: pd.DataFrame, ties: pd.DataFrame, height: int) -> None:
        import ipywidgets

        graph = network.graph(actors, ties)
        self._actors, self._ties, self._height = actors, stakeholders.within(actors, ties), height
        self._places = network.layout(graph)
        self._values = _values(graph, actors, self._ties)
        self._communities = _communities(graph)
        self._names = actors.set_index("actor")["name"].to_dict()
        self.controls = {name: control(name, made) for name, made in _controls(self._ties, self._values).items()}
        self._stage = ipywidgets.Box(layout={"width": "100%"})
        self._key, self._list = ipywidgets.HTML(), ipywidgets.HTML()
        for each in (self._key, self._list):
            each.add_class(content.PLACE)
        row = ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        row.add_class(content.ROW)
        self._box = ipywidgets.VBox([row, self._stage, self._key, self._list])
        for each in self.controls.values():
            each.observe(self._redraw, names="value")
        self._redraw()

    @property
    def selected(self) -> str:
        """The actor that is selected, or nothing."""
        return str(self.picture.selected_node or "")

    @selected.setter
    def selected(self, actor: str) -> None:
        if actor and actor not in self._names:
            raise ValueError(f"unknown actor {actor!r}; known: {', '.join(sorted(self._names))}")
        self.picture.selected_node = actor or None

    @property
    def html(self) -> str:
        """What stands below the picture."""
        return str(self._list.value)

    def _shown_ties(self) -> pd.DataFrame:
        relation = self.controls["relation"].value
        return self._ties[self._ties["relation"] == relation] if relation else self._ties

    def _redraw(self, _: object = None) -> None:
        kept = self.selected if hasattr(self, "picture") else ""
        settings = {name: each.value for name, each in self.controls.items()}
        graph = self._graph()
        self.picture = _sigma(graph, settings, kept, self._height)
        self._key.value = _key(_palette(graph, settings["colour_by"]), _families(graph))
        self.picture.observe(self._list_ties, names="selected_node")
        self._stage.children = (self.picture,)
        self._list_ties()

    def _graph(self) -> nx.DiGraph:
        """One tie for each ordered pair, with what the widget shows of actors and ties."""
        import networkx as nx

        short, graph = stakeholders.short_names(self._actors), nx.DiGraph()
        at = self._places.set_index("actor")
        size_by = self.controls["size_by"].value
        for row in self._actors.itertuples():
            graph.add_node(
                row.actor,
                label=labels.lines(short[row.actor], _LETTERS, 1),
                name=row.name,
                kind=words.label(row.kind),
                community=self._communities[row.actor],
                size_by=round(float(self._values[size_by][row.actor]), 4),
                x=float(at.at[row.actor, "x"]) * _WIDE,
                y=float(at.at[row.actor, "y"]),
            )
        for (start, end), rows in self._shown_ties().groupby(["from_actor", "to_actor"], sort=False):
            families = {stakeholders.family(relation) for relation in rows["relation"]}
            told = ", ".join(words.label(relation) for relation in dict.fromkeys(rows["relation"]))
            graph.add_edge(start, end, about=families.pop() if len(families) == 1 else _SEVERAL, relations=told)
        return graph

    def _list_ties(self, _: object = None) -> None:
        self._list.value = content.page(()) + _LOOKS + (_ties_of(self.selected, self._shown_ties(), self._names) or _PROMPT)

    def __repr__(self) -> str:
        chosen = ", ".join(f"{name} = {each.value if each.value != '' else 'all'}" for name, each in self.controls.items())
        ties = words.count(len(self._shown_ties()), "tie")
        return f"Network of {words.count(len(self._actors), 'actor')} and {ties} to explore: {chosen}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        view = self._box._repr_mimebundle_()
        return {"text/plain": repr(self), _VIEW: view[_VIEW]}


def _controls(ties: pd.DataFrame, values: Mapping[str, object]) -> dict[str, Any]:
    used = sorted(set(ties["relation"]))
    return {
        "relation": dropdown({"All relations": ""} | {words.capital(words.label(each)): each for each in used}),
        "colour_by": dropdown({"Kind": "kind", "Community": "community"}),
        "size_by": dropdown({_MEASURES[each]: each for each in values}),
    }


def _values(graph: nx.Graph, actors: pd.DataFrame, ties: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Measures by which marks can be sized: ties, and those of the table of measures."""
    degree = {actor: float(many) for actor, many in stakeholders.degrees(actors, ties).items()}
    table = network.measures(graph, by=None)
    found = table.pivot_table(index="actor", columns="measure", values="value").reindex(actors["actor"]).fillna(0.0)
    return {_TIES: degree} | {name: found[name].to_dict() for name in _MEASURES if name != _TIES and name in found}


def _communities(graph: nx.Graph) -> dict[str, str]:
    """Community of each actor in words; those without ties share one."""
    table = network.communities(graph, by=None)
    return {row.actor: f"community {row.community}" if row.size > 1 else "alone" for row in table.itertuples(index=False)}


def _sigma(graph: nx.DiGraph, settings: Mapping[str, str], selected: str, height: int) -> Sigma:
    from ipysigma import Sigma

    made = Sigma(
        graph,
        height=height,
        node_color=settings["colour_by"],
        node_color_palette=_palette(graph, settings["colour_by"]),
        node_size="size_by",
        node_size_range=(4, 16),
        edge_color="about",
        edge_color_palette={name: _pale(colour, graph.number_of_edges()) for name, colour in _families(graph).items()},
        default_edge_type="arrow",
        default_edge_size=2.5,
        hide_info_panel=True,
        label_font="DejaVu Sans, sans-serif",
        label_density=1,
        label_grid_cell_size=150,
        show_all_labels=len(graph) <= _ALL_NAMED,
        max_categorical_colors=40,
        selected_node=selected or None,
    )
    return _with_layout(made)


def _with_layout(made: Sigma) -> Sigma:
    """The widget with a layout as every widget has.

    ipysigma keeps positions under the same name; the browser takes them for a layout and fails. Ours are attributes of nodes.
    """
    from ipywidgets import Layout, widget_serialization
    from traitlets import Any as AnyTrait

    made.add_traits(layout=AnyTrait().tag(sync=True, **widget_serialization))
    made.layout = Layout(width="100%")
    return made


def _palette(graph: nx.DiGraph, by: str) -> dict[str, str]:
    """Colour of each value of the attribute actors are coloured by: kinds as in every figure."""
    if by == "kind":
        seen = {kind for _, kind in graph.nodes(data="kind")}
        known = {words.label(kind): stakeholders.colour(kind) for kind in stakeholders.KINDS}
        return {kind: colour for kind, colour in known.items() if kind in seen}
    found = sorted({group for _, group in graph.nodes(data=by)}, key=lambda group: (len(group), group))
    return {group: style.ACCENT[at % len(style.ACCENT)] for at, group in enumerate(found)}


def _families(graph: nx.DiGraph) -> dict[str, str]:
    """Colour of what each tie is about, of those that occur."""
    seen = {about for _, _, about in graph.edges(data="about")}
    colours = {**stakeholders.FAMILY_COLOURS, _SEVERAL: style.MUTED}
    return {name: colour for name, colour in colours.items() if name in seen}


def _pale(colour: str, ties: int) -> str:
    """The colour, mixed with white where ties are many, so that actors stand out."""
    return stakeholders.faded(colour, 0.35 if ties > _MANY_TIES else 0.8)


def _key(actors: Mapping[str, str], ties: Mapping[str, str]) -> str:
    """The key of the colours: dots for actors, bars for ties."""
    dot = "width:.8em;height:.8em;border-radius:50%"
    bar = "width:1.6em;height:.25em"
    alike = {
        colour: ", ".join(name for name, own in actors.items() if own == colour) for colour in dict.fromkeys(actors.values())
    }
    marks = [(dot, names, colour) for colour, names in alike.items()] + [(bar, *each) for each in ties.items()]
    block = "display:inline-block;margin-right"
    shown = "".join(
        f'<span style="{block}:1.1em"><span style="{block}:.4em;vertical-align:middle;{shape};background:{colour}"></span>'
        f"{escape(name)}</span> "
        for shape, name, colour in marks
    )
    return f'<div style="font-size:.85em;line-height:1.6">{shown}</div>'


def _ties_of(actor: str, ties: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The ties of an actor as a list; nothing without an actor."""
    if not actor:
        return ""
    own = ties[(ties["from_actor"] == actor) | (ties["to_actor"] == actor)]
    rows = [
        f"<tr><td>{escape(str(names[row.from_actor]))}</td><td>{escape(words.label(row.relation))}</td>"
        f"<td>{escape(str(names[row.to_actor]))}</td><td>{words.share(getattr(row, 'certainty', None))}</td></tr>"
        for row in own.sort_values(["relation", "from_actor", "to_actor"]).itertuples()
    ]
    told = f"<p><strong>{escape(str(names[actor]))}</strong>: {words.count(len(own), 'tie')}</p>"
    head = "<tr><th>from</th><th>relation</th><th>to</th><th>certainty</th></tr>"
    table = f'<div style="overflow-x:auto"><table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    return told + (table if rows else "")
