"""The data files of this package, read once each."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_PACKAGE = "kb.reading"
_SUFFIXES = (".py", ".toml", ".json")


@cache
def rules(name: str) -> dict[str, Any]:
    """Read one TOML file of this package; do not change what is returned."""
    return tomllib.loads(packaged_text(f"{name}.toml"))


@cache
def expression(name: str, key: str, *, ending: bool = False) -> re.Pattern[str]:
    """Compile one expression of a file; with `ending` it must reach the end of what is searched."""
    find = rules(name)[key]
    return re.compile(rf"(?:{find})\Z" if ending else find)


@cache
def cues(name: str, key: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """Compile a list of cues of a file, each with its weight."""
    return tuple((row["weight"], re.compile(row["find"])) for row in rules(name)[key])


def packaged_text(name: str) -> str:
    """Text of one file of this package."""
    return files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")


def _names(folder: Traversable, prefix: str = "") -> Iterator[str]:
    """Source and data files below a folder, with "/" on every system."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _names(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIXES):
            yield f"{prefix}{entry.name}"


@cache
def sources_digest() -> str:
    """SHA-256 over every source and data file of this package, line ends made alike.

    A changed rule, in code or in data, gives another digest, so that stored readings made by the
    old rules are known to be old.
    """
    digest = hashlib.sha256()
    for name in sorted(_names(files(_PACKAGE))):
        body = packaged_text(name).replace("\r\n", "\n").encode()
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    return digest.hexdigest()
