"""How near a network comes to a chain of command, and to a network that is required."""

from __future__ import annotations

_ORDER = "Krackhardt 1994, Graph theoretical dimensions of informal organizations"
_QAP = "Krackhardt 1988, doi:10.1016/0378-8733(88)90004-4"
_BESIDE = "Directions count unless neither network has any; then a pair counts once."
_HERE = "Formal and informal structure compared: Krackhardt & Hanson 1993, Harvard Business Review 71(4)"

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "krackhardt_connectedness",
        "network",
        "Pairs of actors joined by some path, of all pairs.",
        "Directions do not matter.",
        "Whether everyone belongs to one whole (1) or the network is in pieces.",
        _ORDER,
    ),
    (
        "krackhardt_hierarchy",
        "network",
        "Pairs of which only one reaches the other along ties, of pairs of which any does.",
        "As sna's measure krackhardt. Not defined without directions.",
        "Whether word and orders go one way (1) or come back (0).",
        _ORDER,
    ),
    (
        "hierarchy_reciprocity",
        "network",
        "Pairs joined in one direction only, of all pairs.",
        "As sna's measure reciprocity. Not defined without directions.",
        "How many pairs have a sender and a receiver who does not answer.",
        _ORDER,
    ),
    (
        "krackhardt_efficiency",
        "network",
        "1 less the ties beyond those that hold components together, over the most there could be.",
        "As sna: ties are counted by direction, those without direction from both ends.",
        "Whether there are just enough links (1) or many to the same end (0).",
        _ORDER,
    ),
    (
        "least_upper_boundedness",
        "network",
        "1 less the pairs of a component without a least upper bound, over the most there could be.",
        "A bound reaches both along ties; the least is reached by all others. Empty above 4,000 strong components.",
        "Whether any two actors have a nearest common superior who could settle a dispute.",
        _ORDER,
    ),
    (
        "lubness_sna",
        "network",
        "The same, with the bound that reaches all other bounds in place of the one they all reach.",
        "What sna 2.7-1 computes, against its manual; kept for comparison.",
        "Whether any two actors have one common head at the very top.",
        _ORDER,
    ),
    ("required", "network", "Ties of the required network.", _BESIDE, "How many links the rules ask for.", _HERE),
    ("observed", "network", "Ties of the observed network.", _BESIDE, "How many links are known.", _HERE),
    ("present", "network", "Ties in both networks.", _BESIDE, "Required links that are there.", _HERE),
    ("missing", "network", "Required ties that are not observed.", _BESIDE, "Required links that are not known.", _HERE),
    ("extra", "network", "Observed ties that are not required.", _BESIDE, "Links beyond what the rules ask for.", _HERE),
    ("recall", "network", "Present over required ties.", _BESIDE, "How much of what is required is there.", _HERE),
    ("precision", "network", "Present over observed ties.", _BESIDE, "How much of what is there is required.", _HERE),
    (
        "jaccard",
        "network",
        "Present ties over ties in either network.",
        _BESIDE,
        "How far both networks are the same, from 0 to 1.",
        "Jaccard 1901, doi:10.5169/seals-266450",
    ),
    (
        "hamming",
        "network",
        "Missing and extra ties.",
        _BESIDE,
        "How many links would have to change to make both the same.",
        "Hamming 1950, doi:10.1002/j.1538-7305.1950.tb00463.x",
    ),
    (
        "phi",
        "network",
        "Correlation of both networks over ordered pairs of different actors.",
        "As sna's gcor; chance is judged by permuting actors (`qap`).",
        "1 when both are the same, 0 when unrelated.",
        _QAP,
    ),
    (
        "within_two_steps",
        "network",
        "Required ties realised by an observed tie or by two in a row.",
        _BESIDE,
        "Required links that work, if only by way of one other.",
        _HERE,
    ),
    ("recall_two_steps", "network", "Those over required ties.", _BESIDE, "How much works directly or by one other.", _HERE),
    (
        "reversed",
        "network",
        "Required ties that are missing while the opposite one is observed.",
        "0 without directions.",
        "Links that run the wrong way round.",
        _HERE,
    ),
)
