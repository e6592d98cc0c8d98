"""Controls in a notebook that draw a figure or a table anew; the only room that knows ipywidgets and ipysigma.

::

    widgets.explore(views.cost_of_site(operation), **views.cost_controls(operation))
    widgets.network_explorer(operation)
    widgets.explore(draw, technology=choices.technologies(operation), horizon=widgets.slider(5, 20, 10))
"""

from __future__ import annotations

from refanalysis.widgets import choices, download, operator, views
from refanalysis.widgets.controls import dropdown, slider
from refanalysis.widgets.explorer import Explorer, explore
from refanalysis.widgets.network import NetworkExplorer, network_explorer

__all__ = [
    "Explorer",
    "NetworkExplorer",
    "choices",
    "download",
    "dropdown",
    "explore",
    "network_explorer",
    "operator",
    "slider",
    "views",
]
