"""Whether a record is about medial branch and facet joint procedures or facet pain, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.model import TITLE, Article, Fact, Mention, StudyDesign
from kb.reading.data import rules
from kb.reading.vocabulary import Vocabulary


class TopicJudge:
    """Judges records by the concepts they name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        table = rules("topic")
        self._core = self._with_narrower(table["core"])
        self._denervation = self._with_narrower(table["denervation"])
        self._facet = self._with_narrower(table["facet"])

    def _with_narrower(self, ids: Iterable[str]) -> frozenset[str]:
        """Concepts and all narrower ones, of those that this vocabulary has."""
        known = [i for i in ids if i in self._vocabulary.concepts]
        return frozenset(known).union(*(self._vocabulary.descendants(i) for i in known))

    def judge(
        self, article: Article, mentions: Sequence[Mention], design: Fact
    ) -> tuple[bool, str]:
        """Whether the record is on topic, and the reason in words a reader can check."""
        if design.value == StudyDesign.RETRACTION_NOTICE:
            return False, "a retraction notice carries no evidence of its own"
        if design.value == StudyDesign.ERRATUM:
            return False, "an erratum carries no evidence of its own"
        title = [m for m in mentions if m.section == TITLE]
        core = self._named(title, self._core)
        if core:
            return True, f"names {self._label(core[0])} in the title"
        body = [m for m in mentions if m.section != TITLE and not m.negated]
        named = self._named(body, self._core)
        if len(named) >= 3:
            return True, f"names {self._label(named[0])} {len(named)} times in the abstract"
        return False, "names no medial branch or facet joint procedure or facet pain as its subject"

    def _named(self, mentions: Iterable[Mention], wanted: frozenset[str]) -> list[str]:
        """Ids of the wanted concepts, one for each mention."""
        return [m.concept_id for m in mentions if m.concept_id in wanted]

    def _label(self, concept_id: str) -> str:
        """Preferred label."""
        return self._vocabulary.concepts[concept_id].pref_label
