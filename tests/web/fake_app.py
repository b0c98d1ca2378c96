"""The real pages over the fake base, for what the starter set does not hold."""

from __future__ import annotations

import runpy
from pathlib import Path

import kb
from tests.web.fakes import FakeBase

if __name__ == "__main__":  # as Streamlit runs it; the test collector imports it
    kb.open_kb = lambda path=None: FakeBase()
    runpy.run_path(str(Path(__file__).resolve().parents[2] / "app.py"), run_name="__main__")
