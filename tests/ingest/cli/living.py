"""A living search of one's own, for the tests of its commands."""

from __future__ import annotations

KEY = "s3cr3t-k3y"

STRATEGIES = """
[[strategy]]
name = "facet"
version = 3
query = '"facet joint*"[tiab]'
notes = "All of it."

[[strategy]]
name = "odd"
query = 'facet or ton*[titel]'
"""

ABSTRACT = (
    "<Abstract><AbstractText>Lumbar medial branch blocks relieved facet joint pain in most "
    "patients.</AbstractText></Abstract>"
)
