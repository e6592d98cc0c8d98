"""Controls made from short forms: options, a range, a flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refanalysis import words

if TYPE_CHECKING:
    from ipywidgets import Dropdown, FloatSlider, IntSlider, ValueWidget

Options = Mapping[str, Any] | Sequence[Any]

_STYLE = {"description_width": "initial"}
_LAYOUT = {"width": "auto", "max_width": "100%", "margin": "2px 18px 2px 0"}
_SLIDER_LAYOUT = {**_LAYOUT, "width": "320px"}


def slider(low: float, high: float, value: float, step: float = 1) -> IntSlider | FloatSlider:
    """Return a slider from `low` to `high` that starts at `value`; it reports when it is let go, not on its way.

    Raises
    ------
    ValueError
        When `value` lies outside, or `step` is not positive.
    """
    import ipywidgets

    if not low <= value <= high or step <= 0:
        raise ValueError(f"a slider needs low <= value <= high and a step above 0; found {low}, {value}, {high}, step {step}")
    whole = all(isinstance(number, int) for number in (low, high, value, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    return kind(min=low, max=high, value=value, step=step, continuous_update=False, style=_STYLE, layout=_SLIDER_LAYOUT)


def dropdown(options: Options, value: Any = None) -> Dropdown:
    """Return a list to choose from.

    Parameters
    ----------
    options
        Values by their label; or values, whose labels follow from them.
    value
        What is chosen at first; None for the first option.

    Raises
    ------
    ValueError
        When there is no option, or `value` is none of them.
    """
    import ipywidgets

    if not isinstance(options, Mapping):
        options = {words.capital(words.label(str(option))): option for option in options}
    if not options:
        raise ValueError("a dropdown needs at least one option; found none")
    chosen = next(iter(options.values())) if value is None else value
    if chosen not in options.values():
        raise ValueError(f"{chosen!r} is not an option; known: {', '.join(map(str, options.values()))}")
    return ipywidgets.Dropdown(options=list(options.items()), value=chosen, style=_STYLE, layout=_LAYOUT)


def control(name: str, given: Any) -> ValueWidget:
    """Return the control for the argument `name`: from options a dropdown, from a flag a checkbox; a widget stays itself.

    Raises
    ------
    ValueError
        For anything else.
    """
    import ipywidgets

    made = given
    if isinstance(given, bool):
        made = ipywidgets.Checkbox(value=given, indent=False, layout=_LAYOUT)
    elif isinstance(given, Mapping | list | tuple):
        made = dropdown(given)
    elif not isinstance(given, ipywidgets.ValueWidget):
        raise ValueError(f"{name}: found {given!r}; accepted: options (list, tuple, dict), a flag, widgets.slider(…), a widget")
    made.description = made.description or words.capital(words.label(name))
    return made


def described(name: str, made: ValueWidget) -> str:
    """Return a control in words: its value and what else it could be."""
    if hasattr(made, "options"):
        return f"{name} = {made.value if made.value != '' else made.label} ({words.count(len(made.options), 'option')})"
    if hasattr(made, "min"):
        return f"{name} = {made.value} ({made.min} to {made.max})"
    return f"{name} = {made.value}"
