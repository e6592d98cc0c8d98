"""The coordination arrangement that the rules derive from a context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from refanalysis.coordination import views
from refanalysis.coordination.blocks import plan, settle
from refanalysis.coordination.context import Context, read
from refanalysis.coordination.elements import Element
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.rules import by_rule, decided

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrangement:
    """Who leads, who answers for what, which fora, plans, flows and tasks; every row names the rules it comes from.

    Attributes
    ----------
    context
        What it was derived from.
    guidance
        The rules it was derived with.
    verdicts
        By rule: its status, and the dimensions that would decide it.
    elements
        What fired rules add, sorted; the tables below are views of it.
    possible
        What undecided rules would add.
    sector_leads
        The one accountable lead of each active sector; empty for a sector whose existence is undecided.
    """

    context: Context
    guidance: Guidance
    verdicts: Mapping[str, tuple[str, tuple[str, ...]]]
    elements: tuple[Element, ...]
    possible: tuple[Element, ...]
    sector_leads: Mapping[str, str]

    @property
    def bodies(self) -> pd.DataFrame:
        """Bodies, fora and roles: body, label, kind, rules."""
        return views.bodies(self.elements, self.guidance)

    @property
    def fora(self) -> pd.DataFrame:
        """Fora by level: forum, label, level, chair, co_chair, parent, sector, strength, rules."""
        return views.fora(self.elements, self.guidance)

    @property
    def sectors(self) -> pd.DataFrame:
        """Sectors: sector, label, forum, lead, co_lead, status (active, undecided), rules."""
        return views.sectors(self.elements, self.guidance, self.sector_leads)

    @property
    def roles(self) -> pd.DataFrame:
        """Posts that are created: role, label, appointed_by, strength, rules."""
        return views.roles(self.elements, self.guidance)

    @property
    def instruments(self) -> pd.DataFrame:
        """Plans, appeals and agreements: instrument, label, lead, contributors, strength, rules."""
        return views.instruments(self.elements, self.guidance)

    @property
    def flows(self) -> pd.DataFrame:
        """Information that must or may flow: from_body, to_body, what, how_often, strength, rules."""
        return views.flows(self.elements, self.guidance)

    @property
    def tasks(self) -> pd.DataFrame:
        """Tasks and products: phase, kind, task, actor, strength, rule."""
        return views.tasks(self.elements, self.guidance)

    @property
    def principles(self) -> pd.DataFrame:
        """Invariants, qualities and measures of success: kind, principle, strength, rule."""
        return views.principles(self.elements, self.guidance)

    @property
    def edges(self) -> pd.DataFrame:
        """Ties of all 27 edge types: from_body, edge_type, to_body, mutual, scope, strength, rules."""
        return views.edges(self.elements, self.guidance)

    @property
    def decisions(self) -> pd.DataFrame:
        """Decisions somebody must take: decision, actor, strength, rule."""
        return views.decisions(self.elements, self.guidance)

    def headline(self) -> dict[str, object]:
        """One value for each field of `coordination.headline`."""
        from refanalysis.coordination.headline import headline

        return headline(self)

    def ties(self) -> pd.DataFrame:
        """Ties between bodies, as `coordination.ties`: a table that `network` accepts."""
        from refanalysis.coordination.ties import ties

        return ties(self)

    def responsibilities(self, scenario: str = "base") -> pd.DataFrame:
        """Table `responsibilities`, as `coordination.responsibilities`."""
        from refanalysis.coordination.responsibilities import responsibilities

        return responsibilities(self, scenario)


def derive(context: Context | Mapping[str, object], rules: pd.DataFrame | Guidance | None = None) -> Arrangement:
    """The arrangement that `rules` give for `context`; the order of the rules does not matter.

    Parameters
    ----------
    context
        A context, or levels by dimension as `read` takes them.
    rules
        Table of rules, or guidance already loaded (faster for many contexts); None for those of `data/coordination/`.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> arrangement = coordination.derive(coordination.read({"phase": "emergency", "gov_will": "co_lead"}))
    >>> arrangement.fora.set_index("forum").loc["NATIONAL_COORDINATION_FORUM", ["chair", "co_chair"]].tolist()
    ['GOVERNMENT', 'UNHCR']
    """
    made = plan(load(rules))
    context = context if isinstance(context, Context) else read(context, made.guidance)
    verdicts = decided(made, context)
    statuses = [status for status, _ in verdicts]
    held = context.held
    settled = [settle(block, statuses, held, made.guidance) for block in made.blocks]
    leads = {sector: lead for part in settled for sector, lead in part.leads.items()}
    return Arrangement(
        context=context,
        guidance=made.guidance,
        verdicts=by_rule(made, verdicts),
        elements=_together(part.elements for part in settled),
        possible=_together(part.possible for part in settled),
        sector_leads={name: leads.get(name, "") for name, place in made.of_sectors.items() if statuses[place]},
    )


def _together(parts: Iterable[tuple[Element, ...]]) -> tuple[Element, ...]:
    return tuple(sorted(set(chain.from_iterable(parts))))
