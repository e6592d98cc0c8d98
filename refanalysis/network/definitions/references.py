"""Where measures were first described, for those that several share."""

from __future__ import annotations

FREEMAN = "Freeman 1979, doi:10.1016/0378-8733(78)90021-7"
BURT = "Burt 1992, Structural Holes, ch. 2"
GOULD = "Gould & Fernandez 1989, doi:10.2307/270949"
GRAPH = "Wasserman & Faust 1994, doi:10.1017/CBO9780511815478"
KRACKHARDT = "Krackhardt & Stern 1988, doi:10.2307/2786835"
