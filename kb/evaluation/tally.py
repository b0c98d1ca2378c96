"""What is right, missed and made up in one document, as counts that can be added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.evaluation.inventory import MAIN, SECONDARY, Inventory, plain

Document = Mapping[str, Any]
"""A document in the gold set's shape; see docs/reading.md."""

# Spellings that annotators used for one design or one kind of guidance.
_DESIGNS = {
    "rct": "randomized controlled trial",
    "randomised controlled trial": "randomized controlled trial",
    "randomized trial": "randomized controlled trial",
    "anatomical study": "cadaveric study",
    "cadaver study": "cadaveric study",
    "diagnostic accuracy": "diagnostic accuracy study",
    "review": "narrative review",
    "protocol": "randomized controlled trial",
}
_GUIDANCE = {
    "computed tomography": "ct",
    "magnetic resonance imaging": "mri",
    "landmark": "no image guidance",
    "none": "no image guidance",
    "imaging-free / landmark": "no image guidance",
    "us": "ultrasound",
    "ct-fluoroscopy": "ct fluoroscopy",
}
_NOT_STATED = "not stated"
_FOLLOW_UP_TOLERANCE = 0.05
_NOWHERE = -2
"""A section that no document has; the title is -1."""

_Place = tuple[int, int, int]


@dataclass(slots=True)
class _Named:
    """A concept of one document: whether it is denied throughout, and where it stands."""

    denied: bool
    quotes: list[tuple[_Place, bool]] = field(default_factory=list)

    def at(self, place: _Place) -> list[bool]:
        """For each quote that overlaps a place, whether it is denied."""
        return [denied for quote, denied in self.quotes if _overlap(place, quote)]


_Concepts = Mapping[tuple[str, str], _Named]


def tally(gold: Document, predicted: Document, inventory: Inventory) -> Counter[str]:
    """Count what is right in one document.

    Parameters
    ----------
    gold, predicted : mapping
        Of `predicted` any field may be missing.
    inventory : Inventory

    Returns
    -------
    Counter
        Counts by "field.what": ``n_gold`` and ``n_pred`` said, ``gold_hit`` and ``pred_hit``
        right as seen from either side; for single values ``ok``, ``n``, ``said``, ``spurious``.
    """
    counts: Counter[str] = Counter()
    ours, theirs = (_concepts(document, inventory) for document in (gold, predicted))
    _count_concepts(counts, ours, theirs, inventory)
    _count_places(counts, ours, theirs)
    _count_denials(counts, ours, theirs)
    _count_values(counts, gold, predicted, inventory)
    for name, values in (
        ("region", _values),
        ("imaging_guidance", lambda document, key: _values(document, key, _GUIDANCE)),
        ("relief_threshold_percent", _figures),
    ):
        _count_sets(counts, name, values(gold, name), values(predicted, name))
    for variant, keys in (
        ("findings", ("outcome", "direction")),
        ("findings_outcome_only", ("outcome",)),
        ("findings_with_basis", ("outcome", "direction", "basis")),
    ):
        pair = (_findings(document, keys, inventory) for document in (gold, predicted))
        _count_sets(counts, variant, *pair)
    return counts


def unknown_names(predicted: Document, inventory: Inventory) -> set[str]:
    """Names of predicted concepts that the inventory does not have; they are not counted."""
    names = (str(concept.get("name")) for concept in predicted.get("concepts") or ())
    return {name for name in names if inventory.name(name) is None}


def _concepts(document: Document, inventory: Inventory) -> dict[tuple[str, str], _Named]:
    """Concepts by category and canonical name; several entries of one name are joined."""
    found: dict[tuple[str, str], _Named] = {}
    for concept in document.get("concepts") or ():
        name = inventory.name(concept.get("name"))
        if name is None:
            continue
        denied = bool(concept.get("negated"))
        here = found.setdefault((inventory.category[name], name), _Named(denied))
        here.denied = here.denied and denied
        here.quotes += [
            ((q.get("section_index"), q["start"], q["end"]), bool(q.get("negated", denied)))
            for q in concept.get("quotes") or ()
            if q.get("start") is not None and q.get("end") is not None
        ]
    return found


def _count_concepts(
    counts: Counter[str], gold: _Concepts, predicted: _Concepts, inventory: Inventory
) -> None:
    """Concepts by name: within each category, and with a broader or narrower name allowed."""
    for category in (*MAIN, *SECONDARY):
        ours, theirs = (
            {name for of, name in concepts if of == category} for concepts in (gold, predicted)
        )
        _count_sets(counts, f"concepts.{category}", ours, theirs)
        if category in MAIN:
            _count_sets(counts, "concepts.overall", ours, theirs)
    ours, theirs = ({name for of, name in concepts if of in MAIN} for concepts in (gold, predicted))
    near = "concepts_lenient_overall"
    counts[f"{near}.n_gold"] += len(ours)
    counts[f"{near}.n_pred"] += len(theirs)
    counts[f"{near}.gold_hit"] += _count(
        ours, lambda n: any(inventory.related(n, m) for m in theirs)
    )
    counts[f"{near}.pred_hit"] += _count(
        theirs, lambda n: any(inventory.related(n, m) for m in ours)
    )


def _count_places(counts: Counter[str], gold: _Concepts, predicted: _Concepts) -> None:
    """Concepts of the main categories of which one quote overlaps."""
    for side, here, there in (("gold", gold, predicted), ("pred", predicted, gold)):
        for key, named in here.items():
            if key[0] in MAIN:
                other = there.get(key)
                counts[f"spans_overlap.n_{side}"] += 1
                counts[f"spans_overlap.{side}_hit"] += other is not None and any(
                    other.at(place) for place, _ in named.quotes
                )


def _count_denials(counts: Counter[str], gold: _Concepts, predicted: _Concepts) -> None:
    """Denial of concepts and, where both found the same mention, of mentions."""
    ours, theirs = (
        {key for key, named in concepts.items() if named.denied} for concepts in (gold, predicted)
    )
    _count_sets(counts, "negation_doc", ours, theirs)
    for key in gold.keys() & predicted.keys():
        counts["negation_doc.matched"] += 1
        counts["negation_doc.same_flag"] += gold[key].denied == predicted[key].denied
    name, nothing = "negation_mention", _Named(denied=False)
    for key, named in gold.items():
        for place, denied in named.quotes:
            if denied:
                counts[f"{name}.n_gold"] += 1
                counts[f"{name}.gold_hit"] += any(predicted.get(key, nothing).at(place))
    for key, named in predicted.items():
        for place, denied in named.quotes:
            # Where gold has no mention nothing is known of its denial.
            if denied and gold.get(key, nothing).at(place):
                counts[f"{name}.n_pred"] += 1


def _count_values(
    counts: Counter[str], gold: Document, predicted: Document, inventory: Inventory
) -> None:
    """Fields of a single value."""
    if plain(gold.get("study_design")) != _NOT_STATED:
        same = _design(gold, inventory) == _design(predicted, inventory)
        counts["study_design.n"] += 1
        counts["study_design.ok"] += same
    counts["on_topic.n"] += 1
    counts["on_topic.ok"] += predicted.get("on_topic") is not None and bool(
        gold.get("on_topic")
    ) == bool(predicted["on_topic"])
    for name, same_value in (("sample_size", _same_size), ("follow_up", _same_time)):
        ours, theirs = gold.get(name), predicted.get(name)
        counts[f"{name}.said"] += bool(theirs)
        counts[f"{name}.n"] += bool(ours)
        if ours and theirs:
            counts[f"{name}.ok"] += same_value(ours, theirs)
        counts[f"{name}.spurious"] += bool(theirs) and not ours


def _design(document: Document, inventory: Inventory) -> str:
    """Study design under one name."""
    said = plain(document.get("study_design"))
    said = _DESIGNS.get(said, said)
    return plain(inventory.name(said) or said)


def _same_size(gold: Document, predicted: Document) -> bool:
    """Tell whether two sample sizes are the same number; the unit does not count."""
    return predicted.get("value") is not None and int(gold["value"]) == int(predicted["value"])


def _same_time(gold: Document, predicted: Document) -> bool:
    """Tell whether two times agree: within a twentieth, or where there is no number, by words."""
    ours, theirs = gold.get("value_months"), predicted.get("value_months")
    if ours is not None:
        if theirs is None:
            return False
        allowed = _FOLLOW_UP_TOLERANCE * abs(float(ours)) + 1e-9
        return abs(float(ours) - float(theirs)) <= allowed
    if plain(gold.get("text")) and plain(gold.get("text")) == plain(predicted.get("text")):
        return True
    here, there = gold.get("quote") or {}, predicted.get("quote") or {}
    if there.get("start") is None:
        return False
    return _overlap(
        (here["section_index"], here["start"], here["end"]),
        (there.get("section_index", _NOWHERE), there["start"], there.get("end") or 0),
    )


def _values(
    document: Document, key: str, spellings: Mapping[str, str] | None = None
) -> set[object]:
    """Members of a closed list."""
    names = map(plain, document.get(key) or ())
    return {(spellings or {}).get(name, name) for name in names}


def _figures(document: Document, key: str) -> set[object]:
    """Numbers as printed."""
    return set(map(str, document.get(key) or ()))


def _findings(document: Document, keys: Sequence[str], inventory: Inventory) -> set[object]:
    """Distinct findings by some of their fields."""
    return {
        tuple(_finding_field(finding, key, inventory) for key in keys)
        for finding in document.get("findings") or ()
    }


def _finding_field(finding: Document, key: str, inventory: Inventory) -> str:
    """One field of a finding, spelled alike."""
    said = plain(finding.get(key))
    if key == "outcome":
        return inventory.name(said) or said
    return said.replace(" ", "_") if key == "direction" else said.replace("-", "_")


def _count_sets(
    counts: Counter[str], name: str, gold: Iterable[object], predicted: Iterable[object]
) -> None:
    """Count what two sets share."""
    ours, theirs = set(gold), set(predicted)
    counts[f"{name}.n_gold"] += len(ours)
    counts[f"{name}.n_pred"] += len(theirs)
    counts[f"{name}.gold_hit"] += len(ours & theirs)
    counts[f"{name}.pred_hit"] += len(ours & theirs)


def _count(names: Iterable[str], holds: Callable[[str], bool]) -> int:
    """Count the names for which something holds."""
    return sum(map(holds, names))


def _overlap(one: _Place, other: _Place) -> bool:
    """Tell whether two places of one section share a character."""
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
