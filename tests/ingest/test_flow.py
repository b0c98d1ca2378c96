"""The numbers of a report add up, whatever was searched, lost and decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import KnowledgeBase, open_kb, open_writer
from kb.model import (
    Flow,
    Identified,
    Judgement,
    Outcome,
    RunItem,
    RunState,
    SearchStrategy,
    flow_of,
)
from tests.kb.records import article, off_topic

PMIDS = st.integers(min_value=1, max_value=30).map(str)
OUTCOMES = st.sampled_from(["", *map(str, Outcome)])
SOURCES = st.builds(
    Identified,
    source=st.sampled_from(["PubMed: a", "PubMed: b", "files"]),
    records=st.integers(min_value=0, max_value=60),
    outcomes=st.dictionaries(PMIDS, OUTCOMES, max_size=20),
)
JUDGED = st.dictionaries(PMIDS, st.builds(Judgement, st.booleans(), st.booleans(), st.booleans()))


def adds_up(flow: Flow) -> bool:
    """Both equations of the diagram."""
    lost = sum(flow.without_record.values())
    return (
        sum(flow.identified.values()) == flow.duplicates + lost + flow.screened
        and flow.screened == flow.excluded_by_reading + flow.excluded_by_librarian + flow.included
        and min(flow.duplicates, flow.screened, flow.included) >= 0
        and max(flow.included_by_librarian, flow.included_retracted) <= flow.included
    )


@given(st.lists(SOURCES, max_size=6), JUDGED)
def test_the_flow_adds_up(sources: list[Identified], judged: dict[str, Judgement]) -> None:
    flow = flow_of(sources, judged)
    assert adds_up(flow)
    assert flow.screened == len({p for s in sources for p in s.outcomes if p in judged})


def test_both_kinds_of_exclusion_and_what_is_lost_are_counted_apart() -> None:
    outcomes = {"1": "new", "2": "new", "3": "new", "4": "not obtained", "5": "", "6": "new"}
    judged = {
        "1": Judgement(on_topic=True, retracted=True),
        "2": Judgement(on_topic=False),
        "3": Judgement(on_topic=False, by_librarian=True),
    }
    flow = flow_of(
        [Identified("a", 6, outcomes, (1,)), Identified("b", 2, {"1": "unchanged"}, (2,))], judged
    )
    assert flow.identified == {"a": 6, "b": 2} and flow.duplicates == 2
    assert flow.without_record == {
        "not obtained": 1,
        "not yet fetched": 1,
        "stored, not yet published": 1,
    }
    assert (flow.screened, flow.excluded_by_reading, flow.excluded_by_librarian) == (3, 1, 1)
    assert (flow.included, flow.included_retracted, flow.runs) == (1, 1, (1, 2))


STEP = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sets(st.integers(min_value=101, max_value=112), min_size=1, max_size=8),
    st.sets(st.integers(min_value=101, max_value=112), max_size=3),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=4), st.sets(st.integers(101, 112), max_size=3))
def test_a_store_that_went_through_any_runs_gives_numbers_that_add_up(
    tmp_path_factory, tiny_model: Path, steps: list[tuple[str, set[int], set[int]]], out: set[int]
) -> None:
    """Searches that find, lose and repeat records, an import without a run, and decisions."""
    home = tmp_path_factory.mktemp("flow")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KB_MODEL", str(tiny_model))
        writer = open_writer(home)
    with writer:
        writer.add_articles([article("500")])
        for name, found, lost in steps:
            strategy = SearchStrategy(name, name)
            run = writer.begin_run("refresh", strategy=strategy, query=name)
            pmids = sorted(map(str, found))
            stored = writer.stored_sources()
            wanted = [p for p in pmids if p not in stored]
            writer.plan(run, wanted)
            writer.keep_found(run, pmids)
            writer.describe_run(run, found=len(pmids))
            got = [p for p in wanted if int(p) not in lost]
            made = [off_topic(p) if int(p) % 3 == 0 else article(p) for p in got]
            writer.add_articles(made, run=run)
            gone = [RunItem(p, Outcome.NOT_OBTAINED, "x") for p in wanted if p not in got]
            writer.note(run, gone)
            writer.update()
            ended = writer.end_run(run, RunState.COMPLETE)
            assert sum(ended.counts.values()) == ended.found
        there = [p for p in map(str, sorted(out)) if p in writer.stored_sources()]
        if there:
            writer.decide_all(there, "exclude", "as decided", who="JL")
        status = writer.update()
    base: KnowledgeBase = open_kb(home)
    whole = base.accounts.flow()
    assert adds_up(whole)
    assert (whole.screened, whole.included) == (status.articles, status.on_topic)
    assert whole.excluded_by_librarian == len(there)
    assert all(adds_up(base.accounts.flow(run.id)) for run in base.runs())
    base.close()
