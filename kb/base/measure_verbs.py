"""The verbs that measure: gaps, associations, centralities, communities, a table of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import Filters, check_member
from kb.base.graph_verbs import GraphVerbs
from kb.model import Association, Category, GapMatrix, Predicate, StudyKind

if TYPE_CHECKING:
    import pandas as pd

_DIRECTED = (Predicate.REPORTS_OUTCOME, Predicate.COMPLICATED_BY)


class MeasureVerbs(GraphVerbs):
    """What can be counted in the graph. Part of :class:`~kb.base.KnowledgeBase`."""

    def gap_matrix(
        self, rows: Sequence[str], columns: Sequence[str], *, filters: Filters = None
    ) -> GapMatrix:
        """Say of every row and column what is known, and why nothing is where nothing is.

        Parameters
        ----------
        rows, columns : sequence of str
            Concepts by id or label, of any category; narrower ones count too.

        Returns
        -------
        GapMatrix
            A cell without evidence says "no study", "studies, but none reports it", "no abstract",
            or "not read with confidence": four different things.
        """
        from kb.graph.gaps import Link, OnRow, gap_matrix

        where = self._filter_clause(filters)
        down = {self.concept(r).id: set(self._with_narrower(r, narrower=True)) for r in rows}
        across = {self.concept(c).id: set(self._with_narrower(c, narrower=True)) for c in columns}
        links: list[Link] = []
        on_rows: dict[str, list[OnRow]] = {}
        with self._connections.snapshot() as db:
            wide: dict[str, set[str]] = {}  # a concept may count for several columns
            for name, below in across.items():
                for concept in below:
                    wide.setdefault(concept, set()).add(name)
            names = sorted(set().union(*down.values(), *across.values()))
            named: dict[int, set[str]] = {}
            papers: dict[int, tuple[str, bool]] = {}
            for study, pmid, concept, has_abstract in store.evidence.named_by_study(
                db, where, names
            ):
                named.setdefault(pmid, set()).add(concept)
                papers[pmid] = (study, bool(has_abstract))
            for row, below in down.items():
                on_rows[row] = [
                    OnRow(*papers[pmid], frozenset().union(*(wide.get(c, ()) for c in told)))
                    for pmid, told in sorted(named.items())
                    if told & below
                ]
            for e in store.evidence.graph_rows(db, where, denied=True):
                if e.predicate == Predicate.CO_MENTIONED or e.kind != StudyKind.PRIMARY:
                    continue
                for row, below in down.items():
                    for near, far in ((e.subject, e.object), (e.object, e.subject)):
                        if near in below and far in wide:
                            has = e.predicate in _DIRECTED
                            links += (
                                Link(row, column, e.id, e.study, e.direction, has)
                                for column in sorted(wide[far])
                            )
        return gap_matrix(list(down), list(across), links, on_rows)

    def associations(
        self,
        category: str,
        other: str | None = None,
        *,
        at_least: int = 2,
        filters: Filters = None,
    ) -> list[Association]:
        """Pairs of concepts that studies name together, the surest first.

        Parameters
        ----------
        category, other : str
            Members of :class:`~kb.model.Category`; one alone pairs its concepts with each other.
        at_least : int
            Only pairs that so many studies name.

        Returns
        -------
        list of Association
            Sorted by the lower end of the interval of the log-odds; ties by id.
        """
        from kb.graph.measures import associations

        for value in (category, other or category):
            check_member("category", value, Category)
        ones = [c.id for c in self.concepts() if c.category == category]
        others = [c.id for c in self.concepts() if c.category == (other or category)]
        where = self._filter_clause(filters)
        named: dict[str, set[str]] = {}
        with self._connections.snapshot() as db:
            studies = store.evidence.count_studies(db, where)
            wanted = sorted({*ones, *others})
            for study, _, concept, _ in store.evidence.named_by_study(db, where, wanted):
                named.setdefault(concept, set()).add(study)
        frozen = {concept: frozenset(found) for concept, found in named.items()}
        found = [a for a in associations(frozen, ones, others, studies) if a.both >= at_least]
        return sorted(found, key=lambda a: (-round(a.low, 9), a.one, a.other))

    def centralities(
        self, measure: str = "pagerank", *, filters: Filters = None
    ) -> dict[str, float]:
        """A centrality of every concept over typed edges, weighted by studies, highest first.

        Parameters
        ----------
        measure : {"pagerank", "betweenness", "degree"}
        """
        from kb.graph.measures import centralities

        return centralities(self.graph(filters), measure)

    def communities(self, *, filters: Filters = None) -> list[tuple[str, ...]]:
        """Concepts that hang together over typed edges, the largest group first."""
        from kb.graph.measures import communities

        return communities(self.graph(filters))

    def to_frame(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the name the statement gives it
        *,
        question: str | None = None,
        filters: Filters = None,
    ) -> pd.DataFrame:
        """Evidence as a pandas table, a row a piece, with what was read of its study.

        Columns: `id`, `subject`, `predicate`, `object`, `question`, `direction`, `basis`,
        `outcome`, `comparator`, `time`, `value`, `pmid`, `study`, `kind`, `author_group`,
        `year`, `design`, `level`, `n`, `unit`, `region` (joined by "|"), `sentence`.
        Count distinct `study` within one `question` and `kind` "primary", never rows.

        Parameters
        ----------
        subject, predicate, object, question, filters
            As in :meth:`evidence`.
        """
        import pandas as pd

        found = self.evidence(subject, predicate, object, question=question, filters=filters)
        studies = self.studies([e.pmid for e in found])
        rows = []
        for e in found:
            s = studies[e.pmid]
            rows.append(
                {
                    **{name: str(getattr(e, name)) for name in _OF_EVIDENCE},
                    "study": s.study,
                    "kind": str(s.kind),
                    "author_group": s.author_group,
                    "year": s.year,
                    "design": s.design,
                    "level": s.level,
                    "n": s.n,
                    "unit": s.unit,
                    "region": "|".join(s.regions),
                    "sentence": e.sentence,
                }
            )
        frame = pd.DataFrame(rows, columns=_COLUMNS)
        return frame.astype({"year": "Int64", "n": "Int64"})


_OF_EVIDENCE = (
    *("id", "subject", "predicate", "object", "question", "direction", "basis", "outcome"),
    *("comparator", "time", "value", "pmid"),
)
_COLUMNS = [
    *_OF_EVIDENCE,
    *("study", "kind", "author_group", "year", "design", "level", "n", "unit", "region"),
    "sentence",
]
