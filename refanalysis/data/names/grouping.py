"""Which spellings are one organisation: joined by decisions first, then by what the register and the file itself say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from refanalysis.schema import DataError

KEY = "="


@dataclass(slots=True)
class Groups:
    """Disjoint sets of forms; a form that begins with '=' is a key of the register.

    No set holds two keys, or the two forms of a pair that is kept apart.
    """

    above: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    apart: list[tuple[str, str]] = field(default_factory=list)

    def top(self, form: str) -> str:
        """The form that stands for the set of `form`."""
        path = []
        while form in self.above:
            path.append(form)
            form = self.above[form]
        for each in path[:-1]:
            self.above[each] = form
        return form

    def key(self, form: str) -> str:
        """Key of the register in the set of `form`; empty when there is none."""
        top = self.top(form)
        return top[1:] if top.startswith(KEY) else self.keys.get(top, "")

    def obstacle(self, one: str, other: str) -> tuple[str, str] | None:
        """The pair of forms that must not meet and would, were the two sets joined; None when nothing stands against it."""
        first, second = self.top(one), self.top(other)
        if self.key(one) and self.key(other) and first != second and self.key(one) != self.key(other):
            return KEY + self.key(one), KEY + self.key(other)
        tops = {first, second}
        return next(((a, b) for a, b in self.apart if first != second and {self.top(a), self.top(b)} == tops), None)

    def join(self, one: str, other: str) -> bool:
        """Whether the two sets are one now."""
        first, second = self.top(one), self.top(other)
        if first == second:
            return True
        if self.obstacle(one, other):
            return False
        key = self.key(one) or self.key(other)
        self.above[first] = second
        if key:
            self.keys[second] = key
        return True


def decided_groups(same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]], label: dict[str, str]) -> Groups:
    """Sets of forms that decisions join, with the pairs they keep apart.

    Raises
    ------
    DataError
        For each decision that contradicts the others: it would join two organisations of the register, or a pair decided to
        differ.
    """
    groups = Groups(apart=list(different))
    problems = []
    for one, other in same:
        against = groups.obstacle(one, other)
        if against is None:
            groups.join(one, other)
            continue
        chain = f"decisions on names: {label.get(one, one)!r} and {label.get(other, other)!r} cannot be the same"
        pair = " and ".join(repr(label.get(form, form.removeprefix(KEY))) for form in against)
        kind = (
            "two organisations of the register"
            if against[0].startswith(KEY) and against[1].startswith(KEY)
            else "decided to differ"
        )
        problems.append(f"{chain}: {pair}, which they would join, are {kind}; accepted: decisions that agree")
    if problems:
        raise DataError(problems)
    return groups
