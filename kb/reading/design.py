"""The design of a study: from publication types, MeSH headings, then the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kb.model import TITLE, Article, Fact, Quote, StudyDesign
from kb.reading.data import expression, rules
from kb.reading.patterns import Pattern, Place, places

# Animals and no humans among the headings: as heavy as the text's own word for it.
_ANIMALS = 116
# Under a heading "Design", in characters: what is longer tells more than the design.
_LONGEST_DESIGN = 200


class _Rule(NamedTuple):
    """One text rule."""

    weight: int
    design: StudyDesign
    pattern: Pattern
    unless: re.Pattern[str] | None = None
    is_named: bool = False


class _Voice(NamedTuple):
    """What one rule says, with its weight."""

    weight: int
    fact: Fact


def read_design(article: Article, texts: Sequence[Place] | None = None) -> Fact:
    """Design of the study that a record reports.

    A publication type that is specific decides. Else text and MeSH headings speak, each rule with
    its weight, and the heaviest wins; where nothing speaks the design is "not-stated".

    Parameters
    ----------
    article : Article
    texts : sequence of Place, optional
        Its title and sections, where the caller has them at hand.

    Examples
    --------
    >>> read_design(Article("1", title="Cervical medial branch blocks: a randomized trial")).value
    'randomized-controlled-trial'
    >>> read_design(Article("1", title="A study", publication_types=("Letter",))).basis
    'publication type'
    """
    types = frozenset(kind.casefold() for kind in article.publication_types)
    specific, broad = _type_rules()
    for design, kinds in specific:
        if types & kinds:
            return Fact(design.value, "publication type")
    loudest = _loudest(article, tuple(places(article)) if texts is None else texts)
    for design, kinds, unless, weight in broad:
        if types & kinds:
            if loudest and loudest.weight >= weight and loudest.fact.value in unless:
                return loudest.fact
            return Fact(design.value, "publication type")
    return loudest.fact if loudest else Fact(StudyDesign.NOT_STATED.value, "text")


def _loudest(article: Article, texts: Sequence[Place]) -> _Voice | None:
    """Pick the heaviest voice of text and headings; of equals, the text."""
    voices = [*_text_voices(article, texts), *_mesh_voices(article)]
    return max(voices, key=lambda voice: voice.weight, default=None)


def _text_voices(article: Article, texts: Sequence[Place]) -> Iterator[_Voice]:
    """Find the heaviest rule that matches title or abstract, and what a heading "Design" holds."""
    for_titles, for_abstracts = _text_rules()
    title = [place for place in texts if place.section == TITLE]
    abstract = [place for place in texts if place.section != TITLE]
    record = "\n".join(
        [*(f"{s.label.lower()}:" for s in article.sections), *(p.low for p in texts)]
    )
    yield from _first(for_titles, title, record)
    yield from _first(for_abstracts, abstract, record)
    own = [place for place in abstract if _tells_design(article, place)]
    for voice in _first(for_titles, own, record) if own else ():
        yield voice._replace(weight=voice.weight + rules("design")["under_heading"])


def _first(candidates: Sequence[_Rule], texts: Sequence[Place], record: str) -> Iterator[_Voice]:
    """Find the first rule that matches one of the texts, and that nothing in the record bars."""
    whole = "\n".join(place.low for place in texts)
    for rule in candidates:
        if rule.pattern.may_match(whole):
            quote = next((q for place in texts for q in [_search(rule, place)] if q), None)
            if quote and not (rule.unless and rule.unless.search(record)):
                design = rule.design.value
                yield _Voice(rule.weight, Fact(design, "text", quote, rule=design))
                return


def _search(rule: _Rule, place: Place) -> Quote | None:
    """Find words of a rule; a design that is only named must not be another study's."""
    if not (rule.is_named and rule.pattern.may_match(place.low)):
        return rule.pattern.search(place)
    for m in rule.pattern.find.finditer(place.low):
        begin = place.low.rfind(". ", 0, m.start()) + 1
        if not expression("design", "in_passing").search(place.low, begin, m.end()):
            return Quote(place.section, *m.span(), place.text[m.start() : m.end()])
    return None


def _tells_design(article: Article, place: Place) -> bool:
    """Whether a section does nothing but tell the design."""
    return (
        place.section != TITLE
        and len(place.text) <= _LONGEST_DESIGN
        and "design" in article.sections[place.section].label.lower()
    )


def _mesh_voices(article: Article) -> Iterator[_Voice]:
    """Hear what MeSH headings and keywords say."""
    named = {heading.descriptor.casefold() for heading in article.mesh}
    named.update(word.casefold() for word in article.keywords)
    for row in rules("design")["mesh"]:
        if any(descriptor.casefold() in named for descriptor in row["descriptors"]):
            yield _Voice(row["weight"], Fact(StudyDesign(row["design"]).value, "MeSH"))
    if "animals" in named and "humans" not in named:
        yield _Voice(_ANIMALS, Fact(StudyDesign.ANIMAL_STUDY.value, "MeSH"))


_Specific = tuple[tuple[StudyDesign, frozenset[str]], ...]
_Broad = tuple[tuple[StudyDesign, frozenset[str], frozenset[str], int], ...]


@cache
def _type_rules() -> tuple[_Specific, _Broad]:
    """Publication types that decide, and those that decide unless the text knows better."""

    def fold(types: Sequence[str]) -> frozenset[str]:
        return frozenset(kind.casefold() for kind in types)

    table = rules("design")
    return (
        tuple((StudyDesign(r["design"]), fold(r["types"])) for r in table["publication_types"]),
        tuple(
            (StudyDesign(r["design"]), fold(r["types"]), frozenset(r["unless"]), r["weight"])
            for r in table["broad_types"]
        ),
    )


@cache
def _text_rules() -> tuple[tuple[_Rule, ...], tuple[_Rule, ...]]:
    """Rules for titles and rules for abstracts, heaviest first, of one weight as in the file."""
    made: dict[str, list[_Rule]] = {"title": [], "text": []}
    for row in rules("design")["rules"]:
        pattern = Pattern.of(row["find"], row.get("needs", ()))
        unless = re.compile(_filled(row["unless"])) if "unless" in row else None
        is_named = row.get("named", False)
        for place, of_place in made.items():
            if row[place]:
                design = StudyDesign(row["design"])
                of_place.append(_Rule(row[place], design, pattern, unless, is_named))
    for of_place in made.values():
        of_place.sort(key=lambda rule: -rule.weight)
    return tuple(made["title"]), tuple(made["text"])


def _filled(unless: str) -> str:
    """Put in the expressions that several rules share."""
    for name, shared in rules("design")["shared"].items():
        unless = unless.replace(f"<{name}>", f"(?:{shared})")
    return unless
