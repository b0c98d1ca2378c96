"""How often facts by each rule were right on the development gold."""

from __future__ import annotations

from functools import cache

from kb.reading.data import rules


def confidence_of(field: str, rule: str) -> float | None:
    """Share of such facts that were right, drawn towards the field's share on unread documents.

    The rules were written while the errors of the development documents were read, so that shares
    counted there are too good. Each is drawn towards the field's precision on documents whose
    errors nobody read, the more the fewer facts it was counted on.

    Parameters
    ----------
    field : str
        Name of a field of :class:`kb.model.StudyFacts`.
    rule : str
        As in :attr:`kb.model.Fact.rule`; a rule never counted has the field's own precision.

    Returns
    -------
    float or None
        None for a field that the gold does not have.

    Examples
    --------
    >>> confidence_of("registry_numbers", "") is None
    True
    """
    table = _shares().get(field)
    return None if table is None else table.get(rule, table[""])


@cache
def _shares() -> dict[str, dict[str, float]]:
    """Shares by field and rule; those of a field's rules that were never counted under ""."""
    table = rules("confidence")
    weight = table["weight"]
    shares = {}
    for field, counted in table["fields"].items():
        prior = counted["prior"]
        shares[field] = {"": prior} | {
            rule: round((right + prior * weight) / (found + weight), 2)
            for rule, (right, found) in counted["counts"].items()
        }
    return shares
