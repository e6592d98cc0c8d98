"""Legal contexts drawn at random: every dimension at any level or unknown, without the combinations that cannot be."""

from hypothesis import strategies as st

from refanalysis import coordination


def contexts(guidance):
    levels = {name: levels_of(dimension) for name, dimension in guidance.dimensions.items()}
    return st.fixed_dictionaries(levels).map(mended).map(lambda found: coordination.read(found, guidance))


def levels_of(dimension):
    if dimension.kind == "list":
        return st.sets(st.sampled_from(dimension.levels)).map(list)
    if dimension.kind == "sectors":
        each = st.sampled_from([True, False, "unknown"])
        return st.booleans() | st.just("unknown") | st.fixed_dictionaries(dict.fromkeys(dimension.levels, each))
    return st.sampled_from([*dimension.levels, "unknown"])


def mended(levels):
    """The nearest legal context: the level that makes a combination impossible becomes unknown."""
    if levels["idp"] == "false" and levels["overlap"] != "none":
        levels = levels | {"overlap": "unknown"}
    if levels["mech"] == "clusters" and levels["clusters"] == "false":
        levels = levels | {"clusters": "unknown"}
    return levels | {"mech_adaptable": "unknown"} if levels["mech"] == "none" else levels
