"""The order of all records: best first, named ones before, ties by row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.search.fusion import Ranking, Scores, sort_keys

_RECORDS = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from([0.0, -0.0, 0.5, -0.5, 1e-40, -1e-40]),
            st.floats(-100, 100, width=32),
        ),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


@given(_RECORDS)
def test_one_number_a_record_gives_the_order_that_all_its_keys_give(
    records: list[tuple[float, bool, bool]],
) -> None:
    fused = np.array([score for score, _, _ in records], dtype=np.float32)
    allowed = np.array([is_allowed for _, is_allowed, _ in records], dtype=np.bool_)
    named = np.array([is_named for _, _, is_named in records], dtype=np.bool_)
    expected = sorted(
        np.flatnonzero(allowed).tolist(), key=lambda row: (not named[row], -fused[row], row)
    )
    keys = sort_keys(fused, allowed, named)
    for count in (0, 1, 3, len(expected), 99):
        ranking = Ranking(keys, fused, allowed)
        assert ranking.best(count).tolist() == expected[:count], "without putting all in order"
        assert ranking.order.tolist() == expected
        assert ranking.best(count).tolist() == expected[:count]


@given(_RECORDS)
def test_places_in_one_rankers_order_count_ties_by_row(
    records: list[tuple[float, bool, bool]],
) -> None:
    scored = np.array([score for score, _, _ in records], dtype=np.float32)
    allowed = np.array([is_allowed for _, is_allowed, _ in records], dtype=np.bool_)
    nothing = np.zeros(len(records), dtype=np.bool_)
    scores = Scores(scored, 1.0, scored, scored, None, None, allowed, nothing, nothing, nothing)
    order = sorted(np.flatnonzero(allowed).tolist(), key=lambda row: (-scored[row], row))
    asked = order[::2]
    assert scores.places(scored, asked) == [order.index(row) + 1 for row in asked]
