"""Sentences on the shape of a network."""

import networkx as nx
from reference_networks import reference, with_kinds

from refanalysis import network
from refanalysis.prose import shape as said


def circles(graph):
    return said.circles(network.shape(graph), network.communities(graph))


def test_circles_that_follow_kinds_are_told_from_those_that_join_them():
    cliques = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    apart, across = (with_kinds(cliques.copy(), kinds) for kinds in ("AAAABBBB", "ABABABAB"))
    assert circles(apart) == [
        "By who works with whom, the actors fall into 2 circles of 4 actors.",
        "The circles largely follow the kinds of actors: each kind keeps to itself.",
    ]
    assert circles(across)[1] == "The circles do not follow the kinds of actors: each joins several kinds."
    assert circles(reference("karate"))[1] == "The circles follow the kinds of actors in part."


def test_actors_alone_are_counted_and_no_ties_are_said_to_be_none():
    graph = with_kinds(nx.Graph([("a", "b")]), "AB")
    graph.add_node("c", kind="A")
    assert circles(graph)[0] == "By who works with whom, all who have ties form one circle; 1 actor stands alone."
    assert circles(with_kinds(nx.empty_graph(2), "AB")) == ["No two actors are joined, so there are no circles."]
    assert said.mixing(network.mixing_chance(with_kinds(nx.empty_graph(2), "AB"))) == (
        "Without ties nothing can be said about links between kinds."
    )


def test_mixing_is_said_to_be_an_accident_only_when_it_may_be():
    assert said.mixing(network.mixing_chance(reference("karate"))) == (
        "14 % of the pairs that work together are of different kinds, fewer than the numbers of each kind would bring about by "
        "themselves."
    )
    complete = with_kinds(nx.complete_graph(6), "AAABBB")
    assert said.mixing(network.mixing_chance(complete)) == (
        "60 % of the pairs that work together are of different kinds, about what the numbers of each kind bring about by "
        "themselves."
    )


def test_the_core_is_named_with_its_equals_and_its_fit():
    star, kite = nx.star_graph(5), reference("krackhardt_kite")
    assert said.core(network.core_periphery(star), {"0": "UNHCR"}) == (
        "Nearest to a core that knows everyone is UNHCR; the picture fits with a correlation of 1.00, where 1 would be perfect."
    )
    assert "Garth and Ike (1 other set of actors fit as well)" in said.core(network.core_periphery(kite), {})
    assert "0.43, the best found, where" in said.core(network.core_periphery(reference("karate")), {})
    assert said.core(network.core_periphery(nx.empty_graph(4)), {}) == "The network has no core: all pairs are joined, or none."


def test_conformance_names_what_is_missing():
    practice, rules = reference("krackhardt_advice"), reference("krackhardt_reports_to")
    both = network.conformance(practice, rules), network.conformance_ties(practice, rules)
    assert said.conformance(*both, {"11": "the logistics office"}) == [
        "Of 20 required ties 19 are in place and 1 is made good by way of one other actor.",
        "Missing: the logistics office to 18.",
        "171 ties are on record beyond what is required.",
    ]
    none = nx.create_empty_copy(rules)
    assert said.conformance(network.conformance(practice, none), network.conformance_ties(practice, none), {}) == [
        "No tie is required, so there is nothing to conform to."
    ]
