"""Harms that a case report is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.model import TITLE, Article, Mention, Quote
from kb.reading.findings.context import Context
from kb.reading.findings.roles import Sentence

# "We report a case of paraplegia": what is presented so.
_CASE_OF = re.compile(
    r"\b(?:report|present|describe|document)\w* (?:\w+ ){0,3}(?:cases?|patients?|instances?"
    r"|\w+ who)\b"
    r"[^.;]{0,60}\Z"
)

# What a title says of a harm that came of care, and not of the illness.
_AFTER = re.compile(
    r"\b(?:after|following|complicat\w+|due to|caused|secondary to|induced|iatrogenic|post\w*"
    r"|during|associated with|resulting)\b"
)


def after_care(title: str) -> bool:
    """Whether a title, in lower case, tells of something that came of care.

    Examples
    --------
    >>> after_care("paraplegia after a block"), after_care("abscess: a case report")
    (True, False)
    """
    return _AFTER.search(title) is not None


def harms_of_case(
    article: Article,
    sentences: Sequence[Sentence],
    named: dict[str, list[Mention]],
    context: Context,
) -> Iterator[tuple[str, Quote]]:
    """Harms a case report is about, each with the words that say so.

    A harm counts where the title names it, where a sentence presents it as a case, or where it is
    told again under a title of harm.

    Parameters
    ----------
    article : Article
        The case report.
    sentences : sequence of Sentence
        Its sentences.
    named : dict of str to list of Mention
        Mentions that are not denied by the harm they name.
    context : Context
        The record's title.

    Yields
    ------
    (str, Quote)
        Id of the harm, and the title or sentence.
    """
    for harm, places in named.items():
        told = {(m.section, m.start) for m in places}
        in_title = any(section == TITLE for section, _ in told)
        presented = [m for m in places if _is_case_of(m, sentences)]
        again = len(told) > 1 and bool(context.harms)
        if harm == "complications" or not (in_title or presented or again):
            continue
        if in_title:
            yield harm, Quote(TITLE, 0, len(article.title), article.title)
            continue
        m = (presented or places)[0]
        around = next(s for s in sentences if s.section == m.section and s.start <= m.start < s.end)
        text = article.text(m.section)[around.start : around.end]
        yield harm, Quote(m.section, around.start, around.end, text)


def _is_case_of(mention: Mention, sentences: Sequence[Sentence]) -> bool:
    """Whether a sentence presents this harm."""
    return any(
        s.section == mention.section
        and s.start <= mention.start < s.end
        and _CASE_OF.search(s.low, 0, mention.start - s.start) is not None
        for s in sentences
    )
