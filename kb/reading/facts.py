"""All study facts of one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from kb.model import TITLE, Article, Fact, FollowUp, Mention, SampleSize, StudyDesign, StudyFacts
from kb.reading.blocks import read_block_types
from kb.reading.confidence import confidence_of
from kb.reading.design import read_design
from kb.reading.drugs import DrugIndex
from kb.reading.evidence_level import read_evidence_level
from kb.reading.follow_up import read_follow_up
from kb.reading.patterns import Place
from kb.reading.pieces import pieces
from kb.reading.question import read_question
from kb.reading.registry import read_registry_numbers
from kb.reading.sample_size import read_sample_size
from kb.reading.setting import read_guidance, read_region
from kb.reading.spinal_levels import read_spinal_levels
from kb.reading.threshold import read_relief_threshold
from kb.reading.vocabulary import Vocabulary

_REVIEWS = frozenset(
    {
        StudyDesign.SYSTEMATIC_REVIEW.value,
        StudyDesign.SCOPING_REVIEW.value,
        StudyDesign.META_ANALYSIS.value,
    }
)
_Read = TypeVar("_Read", Fact, SampleSize, FollowUp)


class FactReader:
    """Reads study facts with one vocabulary; built once, then a pure function of the record."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._drugs = DrugIndex(vocabulary)

    def read(
        self,
        article: Article,
        texts: Sequence[Place],
        sentences: Sequence[Sequence[tuple[int, int]]],
        mentions: Sequence[Mention],
    ) -> StudyFacts:
        """Read what a record says of its study.

        Parameters
        ----------
        article : Article
        texts : sequence of Place
            Its title and sections.
        sentences : sequence of sequences
            Sentences of each of the texts.
        mentions : sequence of Mention
            Concepts named in the record.

        Returns
        -------
        StudyFacts
            Every quote is the text at its offsets; what the record does not say is empty.
        """
        parts = pieces(article, texts, sentences)
        design = read_design(article, texts)
        question = read_question(article, texts, design.value)
        size = read_sample_size(parts, design.value)
        time = read_follow_up(parts, design.value)
        return StudyFacts(
            pmid=article.pmid,
            study_design=_judged("study_design", design),
            region=_all_judged("region", read_region(article, texts)),
            imaging_guidance=_all_judged(
                "imaging_guidance", _guidance_of(article, texts, design.value)
            ),
            question=_judged("question", question),
            evidence_level=read_evidence_level(question, design, texts),
            sample_size=size and _judged("sample_size", size),
            follow_up=time and _judged("follow_up", time),
            spinal_level=read_spinal_levels(article, texts),
            block_type=read_block_types(article, texts),
            anaesthetic=self._drugs.anaesthetics(article, texts, mentions),
            steroid=self._drugs.steroids(article, texts, mentions),
            relief_threshold_percent=_all_judged(
                "relief_threshold_percent", read_relief_threshold(article, texts)
            ),
            registry_numbers=read_registry_numbers(article, texts),
        )


def _guidance_of(article: Article, texts: Sequence[Place], design: str) -> tuple[Fact, ...]:
    """What guided the needles of a study; of a review, only what its title says it is about."""
    found = read_guidance(article, texts)
    if design in _REVIEWS:
        return tuple(f for f in found if f.quote is not None and f.quote.section == TITLE)
    return found


def _judged(field: str, read: _Read) -> _Read:
    """Give a fact that a counted rule found its confidence."""
    return replace(read, confidence=confidence_of(field, read.rule)) if read.rule else read


def _all_judged(field: str, found: Sequence[Fact]) -> tuple[Fact, ...]:
    """Give each of several facts its confidence."""
    return tuple(_judged(field, fact) for fact in found)
