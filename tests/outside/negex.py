"""NegEx's test sentences, and what plain negspacy makes of them.

negspacy and spaCy are no part of the project. To measure them, install ``spacy>=3.8,<3.9`` and
``negspacy`` in an environment of their own and run, from the checkout and with its Python,
``python -m tests.outside.negex SHARED``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.outside.measures import Tally

FOLDER = Path("data/gold/negation")


class Judged(NamedTuple):
    """A sentence, the offsets of a condition in it, and whether annotators found it denied."""

    sentence: str
    start: int
    end: int
    negated: bool


def negex_sentences(shared: Path) -> Iterator[Judged]:
    """NegEx's test sentences; the few in which the condition does not stand are left out."""
    path = shared / FOLDER / "negex-rsAnnotations-1-120-random.txt"
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        _, condition, sentence, status, *_ = line.split("\t")
        at = sentence.lower().find(condition.strip().lower())
        if at >= 0:
            yield Judged(sentence, at, at + len(condition.strip()), status == "Negated")


def negspacy_tally(shared: Path) -> Tally:
    """Plain negspacy: a blank English pipeline, each condition given as an entity."""
    import spacy
    from negspacy.negation import Negex  # noqa: F401 - registers the component
    from spacy.tokens import Span

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    negex = nlp.add_pipe("negex", config={"chunk_prefix": ["no"]})
    right = said = there = 0
    for judged in negex_sentences(shared):
        doc = nlp.make_doc(judged.sentence)
        nlp.get_pipe("sentencizer")(doc)
        span = doc.char_span(judged.start, judged.end, "CONDITION", alignment_mode="expand")
        doc.ents = [Span(doc, span.start, span.end, label="CONDITION")]
        (entity,) = negex(doc).ents
        right += bool(entity._.negex) and judged.negated
        said += bool(entity._.negex)
        there += judged.negated
    return Tally(right, said, there)


if __name__ == "__main__":
    found = negspacy_tally(Path(sys.argv[1]))
    print(f"P {found.precision:.3f}  R {found.recall:.3f}  F1 {found.f1:.3f}")
