"""A few records, built from the nouns, for what the starter set does not hold."""

from __future__ import annotations

from dataclasses import replace

from kb.model import (
    AbstractSection,
    Article,
    Author,
    Basis,
    Category,
    Concept,
    Correction,
    Direction,
    Finding,
    MeshHeading,
    Quote,
    Run,
    RunState,
    Source,
    Study,
    StudyDesign,
    StudyKind,
    Told,
)

CONCEPTS = (
    Concept(
        "medial-branch-block",
        "medial branch block",
        Category.INTERVENTION,
        alt_labels=("facet nerve block",),
        broader=("nerve-block",),
        definition="Injection of local anaesthetic onto a medial branch.",
        mesh=("Nerve Block",),
    ),
    Concept("nerve-block", "nerve block", Category.INTERVENTION, narrower=("medial-branch-block",)),
    Concept("corticosteroid", "corticosteroid", Category.INTERVENTION, alt_labels=("steroid",)),
    Concept("neck-pain", "neck pain", Category.INDICATION),
    Concept("pain-relief", "pain relief", Category.OUTCOME),
    Concept("haematoma", "haematoma", Category.COMPLICATION),
)
TRIAL = Article(
    "90000001",
    title="Medial branch block with or without steroid for neck pain",
    sections=(
        AbstractSection("METHODS", "Patients with neck pain had a medial branch block."),
        AbstractSection("RESULTS", "Relief did not differ with steroid. No haematoma was seen."),
        AbstractSection("", "Bloqueo de la rama medial.", other_abstract="publisher/spa"),
    ),
    journal="The Journal of Nerve Blocks",
    journal_abbreviation="J Nerve Blocks",
    year=2008,
    authors=(Author("Bogduk", "N", "N"), Author("Ortiz", "Ana", "A")),
    publication_types=("Randomized Controlled Trial",),
    mesh=(MeshHeading("Nerve Block", major=True),),
    doi="10.1000/jnb.1",
    languages=("eng",),
    corrections=(Correction("CommentIn", "J Nerve Blocks. 2009;1:2", "90000002"),),
    source=Source.PUBMED,
    design=StudyDesign.RANDOMIZED_CONTROLLED_TRIAL,
    on_topic=True,
)
SUMMARY = replace(
    TRIAL,
    pmid="90000002",
    title="Steroid in a medial branch block: a second trial",
    sections=(AbstractSection("RESULTS", "Both arms improved alike with steroid."),),
    corrections=(),
    year=2012,
    source=Source.PROJECT_SUMMARY,
)
RETRACTED = replace(
    TRIAL,
    pmid="90000003",
    title="Steroid changes everything",
    retraction="Retracted by PMID 90000009 in 2010.",
    corrections=(),
)
OFF_TOPIC = replace(
    TRIAL,
    pmid="90000004",
    title="Steroid for the knee",
    on_topic=False,
    on_topic_reason="about the knee",
    corrections=(),
)
HOSTILE = Article(
    "90000005",
    title="<script>window.hacked=1</script>**Steroid** :red[x] $a$ [l](javascript:alert(1)) "
    "<img src=x onerror='window.hacked=1'> مرحبا \u202eabc 🦴 " + "steroidsteroid" * 60,
    authors=tuple(Author(f"Author{n}</div><b>", "A", "A") for n in range(300)),
    journal="<b>Journal</b> & Sons",
    source=Source.PUBMED_XML,
)
RESULT = TRIAL.sections[1].text
FINDINGS = (
    Finding(
        TRIAL.pmid,
        "haematoma",
        Direction.NO_DIFFERENCE,
        Basis.DESCRIPTIVE,
        Quote(1, 33, len(RESULT), RESULT[33:]),
    ),
    Finding(
        TRIAL.pmid,
        "pain-relief",
        Direction.NO_DIFFERENCE,
        Basis.BETWEEN_GROUP,
        Quote(1, 0, 32, RESULT[:32]),
        time="at 12 months",
        value_text="60% and 62%",
        intervention="corticosteroid",
        comparator="medial-branch-block",
        confidence=0.55,
    ),
)
ARTICLES = (TRIAL, SUMMARY, RETRACTED, OFF_TOPIC, HOSTILE)
TOLD = Told("pain-relief", "no_difference", "No difference.")
STUDY = Study(
    pmid=TRIAL.pmid,
    study=TRIAL.pmid,
    tied_by="",
    author_group=TRIAL.pmid,
    kind=StudyKind.PRIMARY,
    title=TRIAL.title,
    first_author="Bogduk N",
    year=2008,
    design="randomized-controlled-trial",
    level="2",
    question="therapeutic",
    n=60,
    unit="patients",
)
RUN = Run(
    7,
    "refresh",
    RunState.COMPLETE,
    "2026-11-24T06:00:00Z",
    "2026-11-24T06:10:00Z",
    strategy="medial-branch",
    strategy_version=2,
    query='"medial branch"[tiab]',
    translation='"medial branch"[Title/Abstract]',
    warnings=("Phrase not found: xyz",),
    found=5,
    counts={"new": 4, "unchanged": 1},
)
