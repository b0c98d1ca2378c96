"""``python -m tests.notebook``: make docs/researchers.ipynb of docs/researchers.md.

One text, two forms: prose becomes markdown cells, each block of Python a code cell. No outputs are
kept, which would grow old.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = DOCS / "researchers.md"
NOTEBOOK = DOCS / "researchers.ipynb"
_BLOCK = re.compile(r"```python\n(.*?)```\n", re.DOTALL)


def notebook_of(text: str) -> str:
    """A notebook (format 4.5) with the prose and the Python of a markdown text."""
    cells: list[dict[str, object]] = []
    for place, part in enumerate(_BLOCK.split(text)):
        source = part.strip("\n").splitlines(keepends=True)
        name = hashlib.sha256(f"{place}{part}".encode()).hexdigest()[:8]
        if place % 2:
            code = {"execution_count": None, "outputs": []}
            cells.append({"cell_type": "code", "id": name, "metadata": {}, "source": source} | code)
        elif source:
            cells.append({"cell_type": "markdown", "id": name, "metadata": {}, "source": source})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook_of(TEXT.read_text("utf-8")), "utf-8")
    print(f"written: {NOTEBOOK}")
