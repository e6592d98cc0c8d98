"""What the notebooks hand to figures for a packaged operation: by figure, a function that draws it."""

import functools

from refanalysis import (
    assumptions,
    connectivity,
    coordination,
    data,
    figures,
    network,
    prose,
    readable,
    sampling,
    sensitivity,
    summary,
    tco,
    validation,
)
from refanalysis.coordination import simulation
from refanalysis.figures import stakeholders
from refanalysis.network import engagement, presence
from refanalysis.tco import funding, operator, portfolio
from refanalysis.tco.portfolio import operation


def derived(name):
    if name == "nothing known":
        return coordination.derive(coordination.read(dict.fromkeys(data.table("dimensions")["dimension"], "unknown")))
    return coordination.derive(coordination.read(data.operation(name).context))


def changed(name):
    context = coordination.read(data.operation(name).context)
    return coordination.compare({"now": context, "return": coordination.phases(context)["return"]})


def compared(op, basis, draws, bills, technologies):
    """Figures that set options beside one another and say what drives their cost."""
    names, unit = technologies.set_index("technology")["label"].to_dict(), "USD_2024/user/month"
    found = tco.arrays_by_draw(op, draws, only=["cost_per_user_month"])
    carried = tco.ranges(op, draws, only=["cost_per_gb", "cost_per_mbps_month"]).query("site == 'all'")
    parts = readable.costs.bill_parts(tco.by_item(bills, basis))
    waits = tco.cost_of_delay(op, basis, "leo", range(6)).query("site == 'all'")
    steps = readable.costs.funnel(tco.demand(op.sites, basis, 1), op.focus_site, basis)
    model = tco.model(op, "cost_per_user_month", "leo")
    asked = (basis, "cost_per_user_month", unit)
    chances = tco.cheapest_by_draw(found, op.sites["site_id"], unit)
    return {
        "cost_of_site": lambda: figures.cost_of_site(bills[bills["technology"] == "macro_4g"]),
        "bill_parts": lambda: figures.bill_parts(parts, technologies, readable.costs.PARTS),
        "chance_cheaper": lambda: figures.chance_cheaper(
            tco.pairs_by_draw(found, unit).query("first == 'leo'"), technologies, ("geo_vsat",)
        ),
        "unit_costs": lambda: figures.unit_costs(carried, technologies),
        "funnel": lambda: figures.funnel(steps),
        "delay": lambda: figures.delay(waits),
        "tornado": lambda: figures.tornado(sensitivity.tornado(model, *asked), names),
        "rank_correlations": lambda: figures.rank_correlations(sensitivity.rank_correlations(model, draws, *asked[1:]), names),
        "sobol_indices": lambda: figures.sobol_indices(sensitivity.sobol(model, *asked, n=8), names),
        "probability_cheapest": lambda: figures.probability_cheapest(
            chances, technologies, op.sites.set_index("site_id")["site"]
        ),
    }


def funded(op, basis, bills):
    """Figures of the money after a grant: two years of emergency money, then half of it cut."""
    years, after = op.levers["horizon"], 24
    monthly = funding.monthly_cost(bills, basis.value("discount_rate"))
    covered = funding.grant_coverage(monthly, after // 12, 1.0, funding.AID)
    cliffs = funding.funding_cliff(covered)
    chosen, start = funding.aid_led(bills), funding.first_month(op.date_of_data)
    mine, own, cliff = (frame[frame["technology"] == chosen] for frame in (monthly, covered, cliffs))
    moves = funding.handover(funding.borne(mine, own, funding.AID), after)
    effect = funding.budget_cut(mine, {(payer, year): 0.5 for payer in funding.AID for year in (2, 3) if year < years})
    month = int(cliff["month"].iloc[0]) if cliff["month"].notna().any() else None
    quarters, told = readable.funding.quarters(mine, own, start), prose.funding.cliff_label(cliff, start)
    ends = readable.funding.month_words(start, after)
    heads = (f"who pays in the year\nbefore {ends}", f"who is to pay\nfrom {ends} on")
    return {
        "funding_cliff": lambda: figures.funding_cliff(quarters, month, told),
        "handover": lambda: figures.handover(moves, readable.funding.BEARERS, heads),
        "budget_cut": lambda: figures.budget_cut(effect[effect["payer"].isin(funding.AID)]),
    }


def business(op, basis, draws):
    """Figures of an operator that serves the sites at its own cost."""
    access = tco.sim_access(op.iso3)
    chosen = operator.variants("macro_4g", "rural_lite", access)
    drawn = tco.operator_outcomes(op, draws, chosen[:1], only=["npv"])
    npv = tco.operator_ranges(drawn).query("outcome == 'npv' and site != 'all'")
    status = operator.access_table(op.sites, access).set_index("site")["status"]
    names = readable.operator.ways(chosen, data.table("technologies").set_index("technology")["label"])
    points = readable.operator.points(tco.operator_outcomes(op, basis, chosen), names)
    lines = operator.case_table(tco.operator_case(op, basis, "macro_4g", site=op.focus_site))
    return {
        "operator_values": lambda: figures.operator_values(npv, op.sites.set_index("site_id")["site"], status),
        "operator_years": lambda: figures.operator_years(lines),
        "break_even": lambda: figures.break_even(points, op.focus_site),
    }


def choice(op, basis, draws, statuses, technologies):
    """Figures of the choice under ceilings that bind: half of what serving every site takes."""
    names, colours = (technologies.set_index("technology")[column] for column in ("label", "colour"))
    unit, step = op.levers["price_basis"], 100_000
    given = operation.case(op, basis)
    rules = operation.ceilings(given, *operation.default_ceilings(given))
    best = operation.most_users(given, rules, gap=1e-2, seconds=5.0)
    levels = operation.at_levels(given, rules, (0.5, 0.9, 1.2), statuses, gap=1e-2, seconds=5.0) | {1.0: best}
    line = portfolio.budget_curve(
        given.options, given.links, [best.cost / 2, best.cost, best.cost + step, 2 * best.cost], objective="users", gap=1e-2
    )
    free, further = line[best.cost], line[best.cost + step]
    people = op.sites[["site_id", "population"]].set_axis(["site", "weight"], axis=1)
    rivals = portfolio.compare_rules(given.options, given.links, budget=best.cost, weights=people, seconds=5.0)
    ways = readable.portfolio.by_rule(rivals, free, best)
    offered = list(dict.fromkeys(given.alone["technology"]))
    by_draw = tco.outcomes_by_draw(op, draws, offered, only=["present_value"])
    regrets = operation.regrets(given, best, operation.drawn_options(by_draw, given), names)
    yearly = readable.portfolio.against_ceilings(operation.spending(given, best), rules, unit)
    ladder = readable.portfolio.by_level(dict(sorted(levels.items())), op.sites)
    curve = readable.portfolio.curve(line, unit)
    return {
        "choice_map": lambda: figures.choice_map(readable.portfolio.placed(best, op.sites), names, colours),
        "budget_curve": lambda: figures.budget_curve(
            curve, best.cost, best.users, ways.iloc[2:], further.users - free.users, step
        ),
        "ways_to_choose": lambda: figures.ways_to_choose(ways),
        "against_ceilings": lambda: figures.against_ceilings(yearly),
        "choice_by_level": lambda: figures.choice_by_level(ladder, names, colours),
        "regrets": lambda: figures.regrets(regrets, unit),
    }


def stakeholder(op, names):
    """Figures of who works with whom, what breaks, and whom to talk to."""
    graph = network.graph(op.actors, op.ties)
    places = network.layout(graph)
    curves = network.robustness(graph, n=20).curves
    standing = engagement.standing(op.actors, op.ties, op.mandates)
    ways = engagement.influence_paths(op.actors, op.ties, data.table("goals"), op.mandates)
    kinds = op.actors.set_index("actor")["kind"].to_dict()
    return {
        "network_map": lambda: figures.network_map(op.actors, op.ties, places),
        "network_layers": lambda: figures.network_layers(op.actors, op.ties, places),
        "network_matrix": lambda: figures.network_matrix(op.actors, op.ties),
        "kind_flows": lambda: figures.kind_flows(op.actors, op.ties),
        "kind_matrix": lambda: figures.kind_matrix(op.actors, op.ties),
        "robustness": lambda: figures.robustness(curves, names),
        "power_interest": lambda: figures.power_interest(standing, names),
        "influence_paths": lambda: figures.influence_paths(ways, names, kinds),
    }


def at_work(op):
    """Figures of who does what where."""
    found = presence.presence_of(op)
    cells = presence.coverage(found, population=presence.population_of(op))
    return {
        "coverage_matrix": lambda: figures.coverage_matrix(cells),
        "overlaps": lambda: figures.overlaps(presence.overlaps(found)),
        "affiliation_matrix": lambda: figures.affiliation_matrix(presence.present(found)),
    }


def simulated(op):
    """Figures of a simulated response, with one thing changed."""
    context = coordination.read(op.context)
    people = simulation.people_of(op, 1000.0, weeks=20)
    scenarios = [
        simulation.scenario("As it is", context),
        simulation.uncoordinated(context),
    ]
    found = simulation.simulate(scenarios, people, draws=40, seed=1)
    apart = simulation.differences(found, "As it is")
    return {
        "coverage_by_week": lambda: figures.coverage_by_week(found.trajectories),
        "milestones": lambda: figures.milestones(found.milestones, simulation.labels()),
        "flow_ages": lambda: figures.flow_ages(found.flow_ages, {}),
        "scenario_differences": lambda: figures.scenario_differences(
            apart, {"coverage": "coverage", "duplication": "duplication"}
        ),
    }


@functools.cache
def validated():
    """Figures of validation, which are the same for every operation."""
    compared = validation.labelled(validation.run())
    return {
        "differences": lambda: figures.differences(compared),
        "conventions": lambda: figures.conventions(validation.conventions()),
    }


@functools.cache
def case(name):
    """What notebooks hand to figures for an operation: by figure, a function that draws it."""
    op = data.operation(name)
    basis = assumptions.load(op, "base")
    technologies = data.table("technologies")
    bills = tco.cash_flows(op, basis)
    draws = sampling.draw(basis, n=40, seed=1)
    ranges = summary.summarise(tco.outcomes_by_draw(op, draws, only=["cost_per_user_month"]))
    statuses = connectivity.site_status(op.sites, op.coverage, data.table("country_facts"), as_of=op.date_of_data.year)
    roles = network.brokerage(network.graph(op.actors, op.ties)).query("actor != 'all' and role != 'total'")
    names = op.actors["acronym"].where(op.actors["acronym"] != "", op.actors["name"]).set_axis(op.actors["actor"])
    one = bills[bills["technology"] == "leo"]
    return {
        "cost_by_year": lambda: figures.cost_by_year(bills, technologies),
        "cumulative_cost": lambda: figures.cumulative_cost(bills, technologies),
        "cost_ranges": lambda: figures.cost_ranges(ranges[ranges["site"] == "all"], technologies),
        "payers_by_year": lambda: figures.payers_by_year(one),
        **compared(op, basis, draws, bills, technologies),
        **funded(op, basis, bills),
        **business(op, basis, draws),
        **choice(op, basis, draws, statuses, technologies),
        **validated(),
        **stakeholder(op, stakeholders.short_names(op.actors)),
        **at_work(op),
        **simulated(op),
        "shortfall": lambda: figures.shortfall(tco.expected_shortfall(one, basis)),
        "plan_funding": lambda: figures.plan_funding(op.plans),
        "people_by_status": lambda: figures.people_by_status(connectivity.people_by_status(statuses)),
        "site_map": lambda: figures.site_map(op.sites, statuses),
        "network": lambda: figures.network(op.actors, op.ties),
        "brokerage": lambda: figures.brokerage(roles.rename(columns={"count": "value"}), names),
        "rank_ranges": lambda: figures.rank_ranges(network.ranks_by_certainty(op.actors, op.ties, n=40), names),
        "obligations": lambda: figures.obligations(coordination.obligations(derived(name))),
        "arrangement": lambda: figures.arrangement(derived(name)),
        "coordination_changes": lambda: figures.coordination_changes(coordination.changed_network(changed(name))),
    }
