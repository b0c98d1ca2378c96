"""Files that a command writes: as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import ConfigurationError


def write_whole(output: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file as a whole or not at all; a device or a pipe as it comes.

    Raises
    ------
    ConfigurationError
        The file cannot be written.
    """
    if not output.parent.is_dir():
        raise ConfigurationError(
            f"There is no folder {output.parent} to write {output.name} into; make it first."
        )
    special = output.exists() and not output.is_file()
    # a name of this process alone: two exports to one file must not share their parts
    part = output if special else output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        # newline="": each format brings its own line ends, and CSV must not get a second return.
        part.write_text(text, encoding=encoding, newline="")
        if not special:
            part.replace(output)
    except OSError as error:
        if not special:
            part.unlink(missing_ok=True)
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}.") from error
