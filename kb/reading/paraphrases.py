"""Concepts said in ways that no list of labels can hold ("pain was at least halved")."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kb.reading.data import rules
from kb.reading.overlaps import Candidate
from kb.reading.patterns import lower
from kb.reading.tokens import Tokens
from kb.reading.vocabulary import Vocabulary


class _Paraphrase(NamedTuple):
    """An expression for a concept, with what it needs."""

    concept: str
    needs: tuple[str, ...]
    find: re.Pattern[str]
    beside: frozenset[str]


class Paraphrases:
    """The paraphrases of one vocabulary's concepts; rules on unknown concepts are idle.

    Parameters
    ----------
    vocabulary : Vocabulary
    around : mapping of str to frozenset of str
        Neighbours of each concept: naming one of them is naming it nearly.
    """

    def __init__(self, vocabulary: Vocabulary, around: Mapping[str, frozenset[str]]) -> None:
        self._rules = [
            _Paraphrase(
                row["concept"],
                tuple(row["needs"]),
                re.compile(row["find"]),
                frozenset(row.get("beside", ())).union(
                    *(around.get(concept, frozenset()) for concept in row.get("beside", ()))
                    if row.get("near", True)
                    else ()
                ),
            )
            for row in rules("paraphrases")["paraphrase"]
            if row["concept"] in vocabulary.concepts
        ]

    def find(self, text: str, tokens: Tokens, named: frozenset[str]) -> Iterator[Candidate]:
        """Find paraphrases in one text.

        Parameters
        ----------
        text : str
        tokens : Tokens
            Of this text.
        named : frozenset of str
            Concepts that the record names by a label, and their neighbours.
        """
        low = lower(text)
        for concept, needs, find, beside in self._rules:
            if not any(word in low for word in needs) or (beside and beside.isdisjoint(named)):
                continue
            for match in find.finditer(low):
                first = bisect_right(tokens.ends, match.start())
                last = bisect_left(tokens.starts, match.end())
                if first < last:
                    yield Candidate(first, last, concept)
