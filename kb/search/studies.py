"""Facts of every record in columns, held in memory: filters, counts and orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kb.model import SearchFilters
from kb.search.concepts import ConceptIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Numbers = NDArray[np.int32]

SIZE_BANDS = (20, 50, 100, 200, 500)
"""Least numbers of participants that facets count."""
_NO_LEVEL = 9


class _Codes:
    """A column of words as small numbers."""

    def __init__(self, values: Sequence[str]) -> None:
        self.words, inverse = np.unique(np.array(values, dtype=np.str_), return_inverse=True)
        self.codes = inverse.astype(np.int32)

    def among(self, wanted: Collection[str]) -> Mask:
        """Rows with one of these values."""
        return np.isin(self.words, sorted(wanted))[self.codes]

    def counts(self, mask: Mask) -> dict[str, int]:
        """Number of rows by value, the most frequent first; the empty value is left out."""
        found = np.bincount(self.codes[mask], minlength=len(self.words))
        pairs = ((str(w), int(n)) for w, n in zip(self.words, found, strict=True) if n and w)
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


class StudyTable:
    """Facts of every record.

    Parameters
    ----------
    rows : iterable of tuple
        As :func:`kb.store.columns.study_columns` gives them.
    regions : iterable of (int, str)
        PMID and region.
    pmids : array of int64
        PMIDs of all records, ascending.
    """

    def __init__(
        self,
        rows: Iterable[tuple[Any, ...]],
        regions: Iterable[tuple[int, str]],
        pmids: NDArray[np.int64],
    ) -> None:
        columns = list(zip(*rows, strict=True)) or [()] * 12
        (
            _,
            years,
            designs,
            levels,
            sizes,
            months,
            languages,
            abstracts,
            marks,
            deletions,
            sources,
            controls,
        ) = columns
        self.year: Numbers = np.array([y or 0 for y in years], dtype=np.int32)
        self.size: Numbers = np.array([n or 0 for n in sizes], dtype=np.int32)
        self.level: Numbers = np.array([int(v or _NO_LEVEL) for v in levels], dtype=np.int32)
        self._months = np.array([m or 0.0 for m in months], dtype=np.float64)
        self.design = _Codes([str(d) for d in designs])
        self._level = _Codes([str(v or "") for v in levels])
        self._language = _Codes([str(v or "") for v in languages])
        self._source = _Codes([str(v) for v in sources])
        self._abstract: Mask = np.array(abstracts, dtype=np.bool_)
        self.retracted: Mask = np.array(marks, dtype=np.bool_)
        self._deleted: Mask = np.array(deletions, dtype=np.bool_)
        self.placebo: Mask = np.array([bool(c) for c in controls], dtype=np.bool_)
        self._region: dict[str, Mask] = {}
        for pmid, region in regions:
            mask = self._region.setdefault(region, np.zeros(len(pmids), dtype=np.bool_))
            mask[np.searchsorted(pmids, pmid)] = True

    @property
    def withdrawn(self) -> Mask:
        """Records that are retracted, or deleted from PubMed."""
        return self.retracted | self._deleted

    def allowed(
        self, filters: SearchFilters, groups: Sequence[Collection[str]], concepts: ConceptIndex
    ) -> Mask:
        """Records that pass the filters; `groups` are the concept filters with narrower ones."""
        mask: Mask = np.ones(len(self.year), dtype=np.bool_)
        if filters.year_from is not None:
            mask &= self.year >= filters.year_from
        if filters.year_to is not None:
            mask &= (self.year <= filters.year_to) & (self.year > 0)
        if filters.min_n is not None:
            mask &= self.size >= filters.min_n
        if filters.min_follow_up is not None:
            mask &= self._months >= filters.min_follow_up
        for wanted, column in (
            (filters.study_design, self.design),
            (filters.evidence_level, self._level),
            (filters.language, self._language),
        ):
            if wanted:
                mask &= column.among(wanted)
        if filters.region:
            none = np.zeros_like(mask)
            mask &= np.any([self._region.get(r, none) for r in filters.region], axis=0)
        for group in groups:
            mask &= concepts.naming(group)
        if filters.has_abstract is not None:
            mask &= self._abstract == filters.has_abstract
        if not filters.include_retracted:
            mask &= ~self.withdrawn
        return mask

    def elsewhere(self, regions: Collection[str]) -> Mask:
        """Records about regions of the spine, and none of these."""
        mask: Mask = np.zeros(len(self.year), dtype=np.bool_)
        for named in self._region.values():
            mask |= named
        for region in regions:
            if region in self._region:
                mask &= ~self._region[region]
        return mask

    def counts(self, mask: Mask) -> dict[str, dict[str, int]]:
        """Facets of these records."""
        in_year = np.bincount(np.maximum(self.year[mask], 0))
        years = {year: n for year, n in enumerate(in_year.tolist()) if n and year}
        in_region = {r: int(np.count_nonzero(m & mask)) for r, m in self._region.items()}
        sizes = self.size[mask]
        with_abstract = int(np.count_nonzero(self._abstract & mask))
        without = int(np.count_nonzero(mask)) - with_abstract
        return {
            "year": {str(y): n for y, n in sorted(years.items(), key=lambda i: (-i[1], i[0]))},
            "study_design": self.design.counts(mask),
            "evidence_level": dict(sorted(self._level.counts(mask).items())),
            "region": dict(
                sorted(((r, n) for r, n in in_region.items() if n), key=lambda i: (-i[1], i[0]))
            ),
            "min_n": {
                str(band): n for band in SIZE_BANDS if (n := int(np.count_nonzero(sizes >= band)))
            },
            "language": self._language.counts(mask),
            "has_abstract": {
                name: n for name, n in (("true", with_abstract), ("false", without)) if n
            },
            "retracted": {"true": n} if (n := int(np.count_nonzero(self.retracted & mask))) else {},
            "source": self._source.counts(mask),
        }

    def order_keys(self) -> Mapping[str, Callable[[], Numbers]]:
        """For each order other than relevance the key, smallest first; what is unknown is last."""
        return {
            "newest": lambda: -self.year,
            "level": lambda: self.level,
            "sample_size": lambda: -self.size,
        }
