"""Whether a record is about medial branch and facet joint procedures or facet pain, and why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from kb.model import TITLE, Article, Doubt, Fact, Mention, Span, StudyDesign
from kb.reading.data import rules
from kb.reading.vocabulary import Vocabulary

_NO_EVIDENCE = {
    StudyDesign.RETRACTION_NOTICE.value: "a retraction notice carries no evidence of its own",
    StudyDesign.ERRATUM.value: "an erratum carries no evidence of its own",
}
# An abstract is about what is named in this share of its sentences, and this often at least.
_SHARE = 0.25
_TIMES = 3
# A terse abstract names its subject less often, but in nearly every other sentence.
_TERSE_SHARE = 0.4
_TERSE_TIMES = 2
# Within these multiples of what is asked for, a person should look.
_DOUBTFUL = (0.5, 1.5)


class TopicJudge:
    """Judges records by the concepts they name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        table = rules("topic")
        self._core = vocabulary.with_narrower(table["core"])
        self._purposes = vocabulary.with_narrower(table["purposes"])
        self._joint = vocabulary.with_narrower(table["joint"]) - vocabulary.with_narrower(
            table["not_joint"]
        )
        self._procedures = vocabulary.with_narrower(table["procedures"]) - self._core
        self._pains = vocabulary.with_narrower(table["pains"]) - self._core
        self._disorders = vocabulary.with_narrower(table["disorders"])
        self._felt = vocabulary.with_narrower(table["felt"])
        self._beside_joint = vocabulary.with_narrower(table["beside_joint"])
        self._denervations = vocabulary.with_narrower(table["denervations"]) - self._core
        self._into_joints = re.compile(table["into_joints"], re.IGNORECASE)
        self._places = vocabulary.with_narrower(table["places"]) - self._core
        self._rivals = vocabulary.with_narrower(table["rivals"]) - self._core
        self._own_words = re.compile(table["own_words"], re.IGNORECASE)

    def judge(
        self,
        article: Article,
        mentions: Sequence[Mention],
        sentences: Sequence[Span],
        design: Fact,
    ) -> tuple[bool, str]:
        """Judge a record that has been read.

        Returns
        -------
        (bool, str)
            Whether it is on topic, and the reason in words a reader can check.
        """
        if design.value in _NO_EVIDENCE:
            return False, _NO_EVIDENCE[design.value]
        if not (article.title.strip() or any(s.text.strip() for s in article.sections)):
            return False, "has no title and no abstract to judge by"
        title = [m for m in mentions if m.section == TITLE]
        body = [m for m in mentions if m.section != TITLE and not m.negated]
        core = self._core_of(mentions)
        named = [m for m in title if m in core]
        if named:
            return True, f"names {self._label(named[0])} in the title"
        return (
            self._by_joint(title, body, core)
            or self._by_place(title)
            or self._by_injection(article.title, title, body)
            or self._by_share(title, body, core, sentences)
        )

    def _by_joint(
        self, title: Sequence[Mention], body: Sequence[Mention], core: frozenset[Mention]
    ) -> tuple[bool, str] | None:
        """Judge a title that names the joint, its nerves or its diseases."""
        joint = _first(title, self._joint)
        if joint is None:
            return None
        rival = _first(title, self._rivals - self._beside_joint)
        procedure = _first(title, self._procedures) or (
            None if rival else _first(title, self._pains)
        )
        if procedure is not None:
            return True, (
                f"names {self._label(joint)} and {self._label(procedure)} together in the title"
            )
        if rival is not None:
            return False, (
                f"names {self._label(joint)} in the title, but with {self._label(rival)} and no "
                "medial branch or facet joint procedure or facet pain"
            )
        supporting = next((m for m in body if m in core), None)
        if supporting is not None:
            return True, (
                f"names {self._label(joint)} in the title and {self._label(supporting)} in the "
                "abstract"
            )
        pains = [m for m in body if m.concept_id in self._felt]
        disorder = _first(title, self._disorders)
        if disorder is not None and len(pains) >= _TERSE_TIMES:
            return True, (
                f"names {self._label(disorder)} in the title and {self._label(pains[0])} in the "
                "abstract"
            )
        return None

    def _by_place(self, title: Sequence[Mention]) -> tuple[bool, str] | None:
        """Judge a title that names denervation for pain in the back or neck."""
        denervation, place = _first(title, self._denervations), _first(title, self._places)
        if denervation is None or place is None or _first(title, self._rivals) is not None:
            return None
        return True, (
            f"names {self._label(denervation)} and {self._label(place)} together in the title"
        )

    def _by_injection(
        self, words: str, title: Sequence[Mention], body: Sequence[Mention]
    ) -> tuple[bool, str] | None:
        """Judge a title on injections into joints, which the abstract names."""
        found, joints = self._into_joints.search(words), _first(body, self._joint)
        times = sum(m.concept_id in self._joint for m in body)
        is_other = _first(title, self._rivals) is not None
        if found is None or joints is None or times < _TERSE_TIMES or is_other:
            return None
        return True, (
            f"names {found.group().lower()} treatment in the title and {self._label(joints)} "
            "in the abstract"
        )

    def _by_share(
        self,
        title: Sequence[Mention],
        body: Sequence[Mention],
        core: frozenset[Mention],
        sentences: Sequence[Span],
    ) -> tuple[bool, str]:
        """Judge by how much of the abstract names core concepts."""
        named = [m for m in body if m in core]
        if not named:
            return False, "names no medial branch or facet joint procedure and no facet pain"
        label = self._label(named[0])
        rival = _first(title, self._rivals)
        if rival is not None:
            return False, (
                f"names {label} only in the abstract; the title names {self._label(rival)}"
            )
        holding = _holding(named, sentences)
        total = sum(span.section != TITLE for span in sentences)
        share = len(holding) / max(total, 1)
        often = len(named) >= _TIMES and share >= _SHARE
        terse = len(named) >= _TERSE_TIMES and share >= _TERSE_SHARE
        said = f"names {label} or the like in {len(holding)} of {total} sentences of the abstract"
        return (
            (True, said)
            if len(holding) > 1 and (often or terse)
            else (False, f"{said} only, not in the title")
        )

    def doubt(
        self, article: Article, mentions: Sequence[Mention], sentences: Sequence[Span]
    ) -> Doubt | None:
        """Say how near the threshold a record was judged; None where it is clear.

        Clear is what names a core concept in the title, what :meth:`judge` settles by joint and
        procedure, and what names a core concept far too seldom or far more often than asked for.
        """
        title = [m for m in mentions if m.section == TITLE]
        body = [m for m in mentions if m.section != TITLE and not m.negated]
        core = self._core_of(mentions)
        if article.design in _NO_EVIDENCE or any(m in core for m in title):
            return None
        by_joint = self._by_joint(title, body, core)
        if by_joint is not None and by_joint[0]:
            return None
        named = [m for m in body if m in core]
        total = max(sum(span.section != TITLE for span in sentences), 1)
        holding = _holding(named, sentences)
        share = len(holding) / total
        margin = max(
            min(len(named) / _TIMES, share / _SHARE),
            min(len(named) / _TERSE_TIMES, share / _TERSE_SHARE),
        )
        if by_joint is None and not named and self._by_place(title) is not None:
            margin = 1.0  # on topic by its title alone, and the abstract does not bear it out
        if not _DOUBTFUL[0] <= margin <= _DOUBTFUL[1]:
            return None
        sentence = article.title
        if holding:
            first = sentences[min(holding) - 1]
            sentence = article.text(first.section)[first.start : first.end]
        return Doubt(
            pmid=article.pmid,
            title=article.title,
            on_topic=bool(article.on_topic),
            reason=article.on_topic_reason,
            sentence=sentence,
            distance=round(abs(margin - 1), 3),
        )

    def _core_of(self, mentions: Sequence[Mention]) -> frozenset[Mention]:
        """Mentions of core concepts; a "diagnostic block" of unnamed nerves is none."""
        core = [m for m in mentions if m.concept_id in self._core]
        plain = [
            m for m in core if m.concept_id not in self._purposes or self._own_words.search(m.text)
        ]
        joint_named = bool(plain) or _first(mentions, self._joint) is not None
        return frozenset(core if joint_named else plain)

    def _label(self, mention: Mention) -> str:
        """Preferred label of what is named."""
        return self._vocabulary.concepts[mention.concept_id].pref_label


def _holding(named: Sequence[Mention], sentences: Sequence[Span]) -> set[int]:
    """Numbers, from 1, of the sentences that hold these mentions."""
    # Sentences are in order: a mention lies in the last one that begins before it.
    begins = [(span.section, span.start) for span in sentences]
    return {bisect_right(begins, (m.section, m.start)) for m in named}


def _first(mentions: Iterable[Mention], wanted: frozenset[str]) -> Mention | None:
    """Find the first mention of a wanted concept."""
    return next((m for m in mentions if m.concept_id in wanted), None)
