"""The verb on the one finding of a paper that is shown where there is room for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import EvidenceVerbs
from kb.model import QuestionReading

if TYPE_CHECKING:
    from kb.model import Finding


class FindingVerbs(EvidenceVerbs):
    """Which finding stands for a paper. Part of :class:`~kb.base.KnowledgeBase`."""

    def chief_findings(
        self, pmids: Sequence[str], asked: QuestionReading | None = None
    ) -> dict[str, Finding]:
        """Choose one finding a paper: the one that answers a question, else its strongest.

        Never the rosiest. Papers that give no evidence, and those without a fitting finding, are
        left out.

        Parameters
        ----------
        pmids : sequence of str
        asked : QuestionReading, optional
            As :meth:`~kb.base.KnowledgeBase.search` read the question. Without words or without
            this, the strongest finding that names a treatment and a direction is given.

        Returns
        -------
        dict of str to Finding
            By PMID. The basis is what the paper's design can bear: a case compares no groups.

        Raises
        ------
        ArticleNotFound
            One of them is not published here.
        """
        from kb.weighing import answering_finding, asked_in, borne, strongest_finding

        question = None
        if asked is not None and asked.question:
            concepts = self._reader.vocabulary.concepts
            modality = self._terms.modality
            question = asked_in(asked, concepts, modality)
        found = {}
        with self._connections.snapshot() as db:
            titles = store.lexical.title_concepts(db, [int(pmid) for pmid in pmids])
            for pmid in pmids:
                article = store.catalogue.article(db, pmid)
                if not article.gives_evidence:
                    continue
                read = [borne(f, article.design) for f in store.catalogue.findings(db, pmid=pmid)]
                chosen = (
                    strongest_finding(read)
                    if question is None
                    else answering_finding(question, read, titles.get(pmid, frozenset()))
                )
                if chosen is not None:
                    found[pmid] = chosen
        return found
