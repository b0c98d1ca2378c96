"""One line that cites a paper, in the style of NLM and Vancouver."""

from __future__ import annotations

from kb.citing.fields import marks, one_line
from kb.model import Article

_NAMED = 6  # NLM's older rule, which most journals of the field ask for


def reference(article: Article) -> str:
    """Cite a paper in one line.

    Examples
    --------
    >>> from kb.model import Author
    >>> paper = Article("1", title="A trial of blocks.", journal="Pain", year=2008, volume="33",
    ...                 issue="2", pages="1-9", authors=(Author("Ortiz", "Ana", "A"),))
    >>> reference(paper)
    'Ortiz A. A trial of blocks. Pain. 2008;33(2):1-9. PMID: 1.'
    """
    names = [author.citation_name for author in article.authors]
    authors = ", ".join(names[:_NAMED])
    if len(names) > _NAMED or (names and not article.authors_complete):
        authors += ", et al"
    issue = f"({article.issue})" if article.issue else ""
    where = f"{article.volume}{issue}" + (f":{article.pages}" if article.pages else "")
    date = article.publication_date or ("" if article.year is None else str(article.year))
    title = article.title or f"[{article.vernacular_title}]"
    parts = [
        *(mark.rstrip(".") for mark in marks(article) if article.retracted or article.concern),
        authors,
        title.rstrip("."),
        article.journal_abbreviation or article.journal,
        ";".join(part for part in (date, where) if part),
        f"doi: {article.doi}" if article.doi else "",
        f"PMID: {article.pmid}",
    ]
    return one_line(". ".join(part for part in parts if part) + ".")
