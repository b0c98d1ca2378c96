"""Edges between concepts and what they stand on, counted once for all that ask."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.model import EdgeCount, EdgePlaces, PaperStanding, StudyKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Row = tuple[int, int, int, int, str, str, str, int]
"""PMID, section, start, number, subject, predicate, object, and whether it denies the link."""
_AT = 4  # how many of these tell the place


@dataclass(frozen=True, slots=True)
class Edges:
    """All edges of a store.

    Attributes
    ----------
    places : tuple of EdgePlaces
        Where the evidence of each statement stands, in the order of the statements.
    counts : tuple of EdgeCount
        What links each concept to others: alone, and, where it has narrower ones, with those.
    """

    places: tuple[EdgePlaces, ...]
    counts: tuple[EdgeCount, ...]


def edges_of(
    rows: Iterable[Row],
    papers: Mapping[int, PaperStanding],
    narrower: Mapping[str, frozenset[str]],
) -> Edges:
    """Count what every pair of concepts has in common.

    Parameters
    ----------
    rows : iterable of Row
        All evidence, in the order of PMID and place.
    papers : mapping of int to PaperStanding
        Of every paper that gives evidence, by PMID.
    narrower : mapping of str to frozenset of str
        All narrower concepts of each, itself left out.
    """
    statements: dict[tuple[str, str, str, int], int] = {}
    of, at = array("i"), array("i")
    for *place, subject, predicate, other, denied in rows:
        at.extend(place)
        key = (subject, predicate, other, denied)
        of.append(statements.setdefault(key, len(statements)))
    if not statements:
        return Edges((), ())
    numbers = np.frombuffer(of, dtype=np.intc).astype(np.int64)
    places = np.frombuffer(at, dtype=np.intc).reshape(-1, _AT)
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(statements)))
    packed = places[order].astype("<i4")
    kept = (
        EdgePlaces(*key[:3], denied=bool(key[3]), places=packed[start:end].tobytes())
        for key, start, end in zip(statements, (0, *ends[:-1]), ends, strict=True)
    )
    counter = _Counter(list(statements), numbers, order, places, papers)
    return Edges(
        tuple(sorted(kept, key=lambda e: (e.subject, e.predicate, e.object, e.denied))),
        tuple(counter.counts(narrower)),
    )


class _Counter:
    """Counts distinct sentences, papers, studies and groups under each neighbour."""

    def __init__(
        self,
        statements: list[tuple[str, str, str, int]],
        numbers: Numbers,
        order: Numbers,
        places: NDArray[np.intc],
        papers: Mapping[int, PaperStanding],
    ) -> None:
        # what two statements share: a concept is one number whichever end it is at
        self._concepts = sorted({end for s in statements for end in (s[0], s[2])})
        code = {concept: number for number, concept in enumerate(self._concepts)}
        self._predicates = sorted({s[1] for s in statements})
        self._subject = np.array([code[s[0]] for s in statements])
        self._object = np.array([code[s[2]] for s in statements])
        self._predicate = np.array([self._predicates.index(s[1]) for s in statements])
        self._links = np.array([not s[3] for s in statements])
        self._sizes = np.bincount(numbers, minlength=len(statements))
        self._starts = np.cumsum(self._sizes) - self._sizes
        # rows come by place, so that a new sentence and a new paper start where the place turns
        turns = np.diff(places[:, :3], axis=0, prepend=places[:1, :3] - 1) != 0
        sentence, paper = np.cumsum(turns.any(axis=1)) - 1, np.cumsum(turns[:, 0]) - 1
        self._sentence = sentence[order]
        self._paper = paper[np.flatnonzero(turns.any(axis=1))]
        told = [papers[int(pmid)] for pmid in places[turns[:, 0], 0]]
        self._primary = np.array([p.kind == StudyKind.PRIMARY for p in told])
        self._study = np.unique([p.study for p in told], return_inverse=True)[1]
        self._group = np.unique([p.author_group for p in told], return_inverse=True)[1]

    def counts(self, narrower: Mapping[str, frozenset[str]]) -> Iterator[EdgeCount]:
        """Every concept alone, and then with its narrower ones."""
        code = {concept: number for number, concept in enumerate(self._concepts)}
        named = sorted({*self._concepts, *(c for c in narrower if narrower[c] & code.keys())})
        for concept in named:
            below = narrower.get(concept, frozenset())
            if concept in code:
                yield from self._around(concept, [code[concept]], with_narrower=False)
            if below:
                inside = [code[c] for c in (concept, *below) if c in code]
                yield from self._around(concept, inside, with_narrower=True)

    def _around(
        self, concept: str, inside: list[int], *, with_narrower: bool
    ) -> Iterator[EdgeCount]:
        """The neighbours of some concepts that stand for one."""
        within = np.zeros(len(self._concepts), dtype=bool)
        within[inside] = True
        from_it, to_it = within[self._subject], within[self._object]
        edges = np.flatnonzero((from_it ^ to_it) & self._links)
        if not len(edges):
            return
        far = np.where(from_it[edges], self._object[edges], self._subject[edges])
        keys, key_of = np.unique(
            far * len(self._predicates) + self._predicate[edges], return_inverse=True
        )
        sizes = self._sizes[edges]
        skipped = np.repeat(self._starts[edges] - (np.cumsum(sizes) - sizes), sizes)
        sentences = self._sentence[np.arange(sizes.sum()) + skipped]
        key, sentence = _distinct(np.repeat(key_of, sizes), sentences)
        # sentences of a paper follow each other
        paper = self._paper[sentence]
        first = np.diff(key, prepend=-1).astype(bool) | np.diff(paper, prepend=-1).astype(bool)
        of_paper, paper = key[first], paper[first]
        primary = self._primary[paper]
        study = self._study[paper]
        told = (
            of_paper,
            key,
            _distinct(of_paper[primary], study[primary])[0],
            _distinct(of_paper[~primary], study[~primary])[0],
            _distinct(of_paper, self._group[paper])[0],
        )
        table = np.stack([np.bincount(each, minlength=len(keys)) for each in told], axis=1)
        for name, numbers in zip(keys.tolist(), table.tolist(), strict=True):
            at, predicate = divmod(name, len(self._predicates))
            yield EdgeCount(
                concept,
                with_narrower,
                self._concepts[at],
                self._predicates[predicate],
                *numbers,
            )


def _distinct(keys: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """Each pair once, sorted."""
    if not len(keys):
        return keys, values
    scale = int(values.max()) + 1
    return np.divmod(np.unique(keys.astype(np.int64) * scale + values), scale)
