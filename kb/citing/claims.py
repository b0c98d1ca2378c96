"""Claims on trial as Markdown: who says what, with sample, effect and sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.model import TIER_WORDS, Stance, Tier, Voice, Weighing

_STANCES = {Stance.FOR: "for", Stance.NEUTRAL: "neutral", Stance.AGAINST: "against"}
_TOLD_TIERS = (Tier.UNDETERMINED, Tier.ACTIVE, Tier.VARIANT)  # the others follow from the heading
_COUNTED_AS = {
    "therapeutic": "Only comparisons with placebo, usual care or no treatment count.",
    "prognostic": "Only comparisons of those with and without the sign count.",
}


def claims_markdown(
    weighings: Sequence[Weighing], articles: int, label: Callable[[str], str]
) -> str:
    """Write claims on trial as a Markdown document.

    Parameters
    ----------
    weighings : sequence of Weighing
    articles : int
        How many the knowledge base holds.
    label : callable
        Preferred label of a concept id.

    Returns
    -------
    str
        The same weighings give the same text.
    """
    lines = [
        "# The claims on trial",
        "",
        f"Made from {articles} articles by `mbb claims`. Abstracts and summaries only; risk of "
        "bias not assessed.",
        "",
        "A study has one voice, however many papers report it. Reviews and guidelines stand "
        "beside the studies that they pool and are not counted. *Neutral* is no difference, or "
        "findings that point both ways. Best evidence first: by design, placebo control, sample.",
        "",
        "| Claim | Question | For | Neutral | Against | Within groups only | Not read |",
        "|---|---|---|---|---|---|---|",
    ]
    for w in weighings:
        counts = [_count(w, stance) for stance in _STANCES]
        lines.append(
            f"| [{w.claim.claim}](#{w.claim.id}) | {w.claim.question} | {' | '.join(counts)} "
            f"| {len(w.within)} | {len(w.unread)} |"
        )
    for w in weighings:
        lines += ["", f'<a id="{w.claim.id}"></a>', "", f"## {w.claim.claim}", ""]
        lines += _weighing(w, label)
        if w.beside is not None:
            lines += ["", f"### Beside it, not counted: {w.beside.claim.claim}", ""]
            lines += _weighing(w.beside, label)
    return "\n".join(lines) + "\n"


def _count(w: Weighing, stance: Stance) -> str:
    """How many studies, of how many groups of authors."""
    studies = len(w.of(stance))
    groups = w.author_groups.get(str(stance), 0)
    return str(studies) if studies == groups else f"{studies} ({_many(groups, 'author group')})"


def _weighing(w: Weighing, label: Callable[[str], str]) -> Iterator[str]:
    """The lines of one statement."""
    verdict = "; ".join(f"{word} {_count(w, stance)}" for stance, word in _STANCES.items())
    horizon = f", up to {w.claim.horizon_months:g} months" if w.claim.horizon_months else ""
    yield f"**Question: {w.claim.question}{horizon}.** Studies {verdict}."
    if w.claim.question in _COUNTED_AS and w.claim.predicate != "compared_with":
        yield _COUNTED_AS[w.claim.question]
    if w.later:
        yield f"{_many(w.later, 'finding')} measured later left out."
    if w.rests_on_within_group:
        yield "**It rests on gains within groups alone.**"
    for heading, voices in (
        ("Counted", w.voices),
        ("Gains within groups, with no control: not counted", w.within),
        ("Other comparisons, which do not test it: not counted", w.other_comparisons),
        ("Reported, direction not read with confidence", w.unread),
        ("Reviews, beside the studies they pool", w.reviews),
        ("Guidelines", w.guidelines),
    ):
        if voices:
            yield ""
            yield f"{heading}:"
            yield ""
            for voice in voices:
                yield _voice(voice, label, votes=voices is not w.other_comparisons)
    if w.differences:
        yield ""
        yield "Where those for, neutral and against differ, as far as the abstracts tell:"
        yield ""
        for difference in w.differences:
            sides = "; ".join(
                f"{stance}: {', '.join(label(v) for v in values)}"
                for stance, values in difference.values.items()
            )
            yield f"- {difference.fact}: {sides}"
    if w.missing:
        yield ""
        yield "Missing:"
        yield ""
        for sentence in w.missing:
            yield f"- {sentence}"


def _voice(voice: Voice, label: Callable[[str], str], *, votes: bool) -> str:
    """One study on one line, its sentence on the next."""
    study, e = voice.study, voice.evidence[0]
    who = " ".join(filter(None, (study.first_author, str(study.year or "")))) or "no year"
    link = f"[PMID {study.pmid}](https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/)"
    others = [pmid for pmid in voice.reports if pmid != study.pmid]
    facts = [
        study.design.replace("-", " "),
        "placebo-controlled" if study.placebo else "",
        f"n = {study.n} {study.unit}" if study.n is not None else "n not read",
        TIER_WORDS[voice.tier] if voice.tier in _TOLD_TIERS else "",
        f"against {label(e.comparator)}" if e.comparator else "",
        _told(voice, label),
        voice.note,
        f"also reported in PMID {', '.join(others)}" if others else "",
    ]
    sentence = " ".join(e.sentence.split())
    stance = f"**{voice.stance}** · " if votes else ""
    line = " · ".join(filter(None, (who, link, *facts)))
    return f"- {stance}{line}\n  > {sentence}"


def _told(voice: Voice, label: Callable[[str], str]) -> str:
    """Outcome, direction, time and figures of the finding that is shown."""
    e = voice.evidence[0]
    outcome = e.outcome or (e.object if e.predicate != "compared_with" else "")
    said = [label(outcome)] if outcome else []
    if e.direction:
        said.append(f"{e.direction.replace('_', ' ')} ({e.basis.replace('_', ' ')})")
    if e.time:
        said.append(e.time)
    if e.value:
        said.append(f"figures: {e.value}")
    return ", ".join(said)


def _many(count: int, word: str) -> str:
    """A count with its word in the right number."""
    return f"{count} {word}{'' if count == 1 else 's'}"
