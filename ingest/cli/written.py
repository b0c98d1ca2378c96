"""Files that a command writes: as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

from kb.errors import ConfigurationError


def write_whole(output: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file by way of a temporary one beside it.

    Raises
    ------
    ConfigurationError
        The file cannot be written.
    """
    part = output.with_name(f"{output.name}.part")
    try:
        # newline="": each format brings its own line ends, and CSV must not get a second return.
        part.write_text(text, encoding=encoding, newline="")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ConfigurationError(f"{output} cannot be written: {error.strerror}.") from error
