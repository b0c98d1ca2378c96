"""The order of all records: best first, named ones before, ties by row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.search.fusion import in_order

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
    assert in_order(fused, allowed, named).tolist() == expected
