"""Canonical names of the gold set, and which other names count as them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MAIN = ("indication", "outcome", "imaging", "intervention", "anatomy", "complication")
"""Categories annotated thoroughly; the score of concepts is over these."""
SECONDARY = ("comparator", "population", "study_design")
"""Categories annotated as far as it went; scored apart."""

_BLANKS = re.compile(r"\s+")


def plain(value: object) -> str:
    r"""Reduce a name to lower case and single blanks; nothing becomes an empty name.

    Examples
    --------
    >>> plain("  Facet  joint\nBLOCK "), plain(None)
    ('facet joint block', '')
    """
    return _BLANKS.sub(" ", str(value or "")).strip().lower()


@dataclass(frozen=True)
class Inventory:
    """The closed set of names that annotators used.

    Attributes
    ----------
    category : mapping of str to str
        Category by canonical name.
    canonical : mapping of str to str
        Canonical name by every name that counts as it, in the form of :func:`plain`: aliases,
        vocabulary ids, and ids of narrower concepts that have no name of their own here.
    ancestors : mapping of str to frozenset of str
        All names above a canonical name.
    """

    category: Mapping[str, str]
    canonical: Mapping[str, str]
    ancestors: Mapping[str, frozenset[str]]

    def name(self, value: object) -> str | None:
        """Canonical name of a concept; None where the inventory does not have it."""
        return self.canonical.get(plain(value))

    def related(self, one: str, other: str) -> bool:
        """Tell whether two canonical names are the same, or one stands above the other."""
        return one == other or one in self.ancestors[other] or other in self.ancestors[one]


@cache
def packaged_inventory() -> Inventory:
    """Read the packaged inventory.

    Examples
    --------
    >>> packaged_inventory().name("lumbar-facet-arthropathy")
    'facet joint osteoarthritis'
    """
    text = files("kb.evaluation").joinpath("inventory.json").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = json.loads(text)
    canonical = {plain(name): name for name in rows}
    # A name's own aliases come before what rolls up to another one.
    for field in ("aliases", "rolls_up"):
        for name, row in rows.items():
            for alias in row.get(field, ()):
                canonical.setdefault(plain(alias), name)
    return Inventory(
        category={name: str(row["category"]) for name, row in rows.items()},
        canonical=canonical,
        ancestors={name: _ancestors(name, rows) for name in rows},
    )


def _ancestors(name: str, rows: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Names above one, walking up until the top or a name met before."""
    found: set[str] = set()
    parent = rows[name]["parent"]
    while parent and parent not in found:
        found.add(parent)
        parent = rows.get(parent, {}).get("parent")
    return frozenset(found)
