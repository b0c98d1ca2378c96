"""Which records meet a condition of a query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.errors import ConfigurationError
from kb.model import SearchFilters
from kb.search.corpus import Corpus
from kb.search.query_language import Condition
from kb.store import Connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

_COLUMNS = {
    "": (),
    "title": ("title",),
    "abstract": ("abstract",),
    "mesh": ("mesh", "keywords"),
    "journal": ("journal",),
    "author": ("authors",),
}
_YEARS = re.compile(r"^(\d{4})?(\s*(?:-|–|\.\.|:)\s*)?(\d{4})?$")


def meeting(db: Connection, corpus: Corpus, condition: Condition) -> Mask:
    """Records that meet a condition, shape (records,)."""
    if condition.kind == "not":
        return ~meeting(db, corpus, condition.parts[0])
    if condition.kind in ("all", "any"):
        masks = [meeting(db, corpus, part) for part in condition.parts]
        joined = np.logical_and if condition.kind == "all" else np.logical_or
        found: Mask = joined.reduce(masks)
        return found
    special = {"year": _of_year, "design": _of_design}.get(condition.field)
    if special is not None:
        mask = special(corpus, condition.text)
        if mask is not None:
            return mask
    if condition.field == "pmid":
        return _rows(corpus, [int(n) for n in re.findall(r"(?<!\d)\d{1,9}(?!\d)", condition.text)])
    if condition.field == "doi":
        return _rows(corpus, store.lexical.with_doi(db, condition.text))
    columns = _COLUMNS.get(condition.field, ())
    text = condition.text.rstrip("*")
    prefix = text != condition.text
    if not re.search(r"[^\W_]", text):
        return np.ones(len(corpus), dtype=np.bool_)  # nothing but signs demands nothing
    return _rows(corpus, store.lexical.holding(db, text, columns, prefix=prefix))


def _of_year(corpus: Corpus, text: str) -> Mask | None:
    """Records of "2015", "2015-2020", "2015-" or "-2020"; None where it is no year."""
    read = _YEARS.match(text.strip())
    if read is None or not (read[1] or read[3]):
        return None
    first = int(read[1]) if read[1] else 0
    last = int(read[3]) if read[3] else (9999 if read[2] else first)
    year = corpus.studies.year
    found: Mask = (year >= first) & (year <= last) & (year > 0)
    return found


def _of_design(corpus: Corpus, text: str) -> Mask | None:
    """Records of a design as people write it; None where there is no such design."""
    try:
        filters = SearchFilters.of({"study_design": text})
    except ConfigurationError:
        return None
    return corpus.studies.design.among(filters.study_design)


def _rows(corpus: Corpus, pmids: list[int]) -> Mask:
    """A mask of these records."""
    mask: Mask = np.zeros(len(corpus), dtype=np.bool_)
    mask[corpus.rows_of(pmids)] = True
    return mask
