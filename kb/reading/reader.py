"""Reading one record: everything in this package put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from kb.model import (
    TITLE,
    Article,
    Category,
    Doubt,
    Mention,
    Reading,
    RoleSource,
    SentenceRole,
    Span,
)
from kb.reading.data import sources_digest
from kb.reading.facts import FactReader
from kb.reading.findings import FindingReader
from kb.reading.labels import Found, LabelFinder
from kb.reading.mention_status import Sense, sense_of, sentence_at, status_of
from kb.reading.negation import denied_stretches, is_denied
from kb.reading.patterns import Place, lower, places
from kb.reading.sentence_roles import SaidRole, sentence_roles
from kb.reading.sentences import split_sentences
from kb.reading.subjects import SubjectIndex
from kb.reading.topic import TopicJudge
from kb.reading.vocabulary import Vocabulary


class Reader:
    """Reads records with one vocabulary; built once, then a pure function of the record.

    Examples
    --------
    >>> from kb.reading import load_vocabulary
    >>> reader = Reader(load_vocabulary())
    >>> [m.concept_id for m in reader.link("does adding a steroid help a medial branch block?")]
    ['corticosteroid', 'medial-branch-block']
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._finder = LabelFinder(vocabulary)
        self._topic = TopicJudge(vocabulary)
        self._facts = FactReader(vocabulary)
        self._findings = FindingReader(vocabulary)
        self._subjects = SubjectIndex(vocabulary)
        self._never_denied = _ids(vocabulary, Category.ANATOMY)
        self._harms = _ids(vocabulary, Category.COMPLICATION)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary it reads with."""
        return self._vocabulary

    @property
    def fingerprint(self) -> str:
        """SHA-256 over vocabulary, data files and source of the rules; readings depend on it."""
        parts = f"{self._vocabulary.fingerprint}\0{sources_digest()}"
        return hashlib.sha256(parts.encode()).hexdigest()

    def read(self, article: Article) -> Reading:
        """Read sentences, concepts and study facts of a record.

        Parameters
        ----------
        article : Article
            Any record; one without title or abstract gives an empty reading.

        Returns
        -------
        Reading
            ``article.text(m.section)[m.start:m.end] == m.text`` for every mention.
        """
        where = tuple(places(article))
        texts = [place.text for place in where]
        cut = [split_sentences(text) for text in texts]
        roles = sentence_roles(article, where, cut)
        found = self._finder.find(texts)
        mentions = [
            mention
            for place, sentences, said, named in zip(where, cut, roles, found, strict=True)
            for mention in self._mentions(article.pmid, place, sentences, said, named)
        ]
        spans = tuple(
            Span(i - 1, start, end) for i, pairs in enumerate(cut) for start, end in pairs
        )
        facts = self._facts.read(article, where, cut, mentions)
        on_topic, reason = self._topic.judge(article, mentions, spans, facts.study_design)
        return Reading(
            pmid=article.pmid,
            sentences=spans,
            mentions=tuple(mentions),
            facts=facts,
            on_topic=on_topic,
            on_topic_reason=reason,
            mesh_concepts=self._subjects.concepts(article),
            findings=self._findings.read(article, where, cut, mentions, facts.study_design),
        )

    def doubt(
        self, article: Article, mentions: Sequence[Mention], sentences: Sequence[Span]
    ) -> Doubt | None:
        """Say how near a thing the topic of a record that has been read is; None where it is clear.

        Parameters
        ----------
        article : Article
            With its judgements.
        mentions, sentences
            What :meth:`read` gave.
        """
        return self._topic.doubt(article, mentions, sentences)

    def link(self, question: str) -> tuple[Mention, ...]:
        """Concepts that a question names.

        Lenient: ordinary words that are labels count, and abbreviations need no context.

        Parameters
        ----------
        question : str
            As typed.

        Returns
        -------
        tuple of Mention
            With an empty PMID and section -1; offsets into `question`.
        """
        (found,) = self._finder.find([question], lenient=True)
        place = Place(TITLE, question, lower(question))
        sentences = split_sentences(question)
        asked = [(SentenceRole.TITLE, RoleSource.TITLE)] * len(sentences)
        return tuple(self._mentions("", place, sentences, asked, found))

    def _mentions(
        self,
        pmid: str,
        place: Place,
        sentences: Sequence[tuple[int, int]],
        roles: Sequence[SaidRole],
        named: Sequence[Found],
    ) -> Iterator[Mention]:
        """Turn what is named in one text into mentions, with how the text means each."""
        if not named:
            return
        low = place.low
        denied = denied_stretches(low, sentences)
        starts = [start for start, _ in sentences]
        known: dict[int, Sense] = {}
        for start, end, concept in named:
            at = sentence_at(starts, start)
            if at not in known:
                known[at] = sense_of(low, *sentences[at], *roles[at])
            sense = known[at]
            yield Mention(
                pmid=pmid,
                section=place.section,
                start=start,
                end=end,
                text=place.text[start:end],
                concept_id=concept,
                status=status_of(
                    low,
                    start,
                    sense,
                    denied=concept not in self._never_denied and is_denied(low, start, end, denied),
                    is_harm=concept in self._harms,
                ),
                role=sense.role,
                role_source=sense.source,
            )


def _ids(vocabulary: Vocabulary, category: Category) -> frozenset[str]:
    """Ids of the concepts of a category."""
    return frozenset(c.id for c in vocabulary.concepts.values() if c.category is category)
