"""The verbs beside a search: papers like a paper, findings like a sentence, what changed."""

from __future__ import annotations

from collections.abc import Collection

from kb.base.evidence_verbs import Filters
from kb.base.opened import Opened
from kb.model import SearchChanges, SearchFilters, SentenceCheck, SimilarArticle


class SearchVerbs(Opened):
    """What stands beside a paper or a sentence. Part of :class:`~kb.base.KnowledgeBase`."""

    def similar(self, pmid: str, limit: int = 10) -> list[SimilarArticle]:
        """Papers like one paper: near in meaning, and about the same concepts.

        Parameters
        ----------
        pmid : str
            Of the paper; it is not among those given.
        limit : int
            At most so many.

        Returns
        -------
        list of SimilarArticle
            Most alike first, ties by PMID; retracted and deleted ones, marked as such, come last.
            Loads no model.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        ConfigurationError
            `limit` is less than 1.
        IndexOutOfDate
            The vectors were made by another model, or some are lost.
        """
        from kb.search.beside import similar

        return similar(self._engine, pmid, limit)

    def search_changes(
        self,
        question: str,
        run: int,
        *,
        filters: Filters = None,
        ignore: Collection[str] = (),
    ) -> SearchChanges:
        """What was published since a run, seen through one search.

        A paper that changed only its place, because others came or went, is not told.

        Parameters
        ----------
        question, filters, ignore
            As :meth:`~kb.base.KnowledgeBase.search` takes them.
        run : int
            The first run that counts, itself included.

        Raises
        ------
        NotFound
            There is no run of this number.
        ConceptNotFound, ConfigurationError, IndexOutOfDate
            As a search does.
        """
        from kb.search.beside import changes_since

        return changes_since(self._engine, question, SearchFilters.of(filters), run, ignore)

    def check(self, sentence: str, limit: int = 10) -> SentenceCheck:
        """Findings of papers that agree with a sentence, differ, or speak of the same outcome.

        The sentence is read as records are. A finding agrees or differs only where it is on the
        same outcome or a narrower one, on the same treatment, compares groups where the sentence
        does, and says a direction; all others on the outcome stand apart, with the reason.
        Retracted and off-topic papers, and a paper that the sentence is quoted from word for word,
        give nothing.

        Parameters
        ----------
        sentence : str
            One that says what a treatment or a test does.
        limit : int
            At most so many papers of each.

        Returns
        -------
        SentenceCheck
            One finding a paper, nearest papers first, ties by PMID.

        Raises
        ------
        ConfigurationError
            There is no sentence, or `limit` is less than 1.
        IndexOutOfDate
            The vectors were made by another model, or some are lost.
        """
        from kb.search.beside import check

        return check(self._engine, self._reader, sentence, limit)
