"""Settings from the environment: the only reader of ``os.environ``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PACKAGED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how they are reached.

    Attributes
    ----------
    home : Path
        Folder of the knowledge base (``KB_HOME``).
    model : str
        sentence-transformers model by name or path (``KB_MODEL``), see
        :class:`kb.index.embedder.ModelSpec` for prompts; the packaged model by default.
    eutils_url : str
        Base address of the E-utilities (``KB_EUTILS_URL``), empty for NCBI's.
    entrez_email, entrez_api_key : str
        Sent with each request, as NCBI asks (``KB_ENTREZ_EMAIL``, ``KB_ENTREZ_API_KEY``).
    entrez_api_key_file : str
        A file that holds the key, where it does not stand in the environment itself
        (``KB_ENTREZ_API_KEY_FILE``); read only where PubMed is asked.
    chroma_url : str
        A Chroma server instead of the embedded client (``KB_CHROMA_URL``).
    """

    home: Path
    model: str = PACKAGED_MODEL
    eutils_url: str = ""
    entrez_email: str = ""
    entrez_api_key: str = field(default="", repr=False)
    entrez_api_key_file: str = ""
    chroma_url: str = ""

    @classmethod
    def from_env(
        cls, home: str | Path | None = None, environ: Mapping[str, str] | None = None
    ) -> Settings:
        """Read the environment; an explicit `home` beats ``KB_HOME``, which beats the default."""
        env = os.environ if environ is None else environ
        chosen = str(home or env.get("KB_HOME", "").strip() or _default_home())
        return cls(
            home=Path(chosen).expanduser().resolve(),
            model=env.get("KB_MODEL", "").lstrip() or PACKAGED_MODEL,
            eutils_url=env.get("KB_EUTILS_URL", "").strip().rstrip("/"),
            entrez_email=env.get("KB_ENTREZ_EMAIL", "").strip(),
            entrez_api_key=env.get("KB_ENTREZ_API_KEY", "").strip(),
            entrez_api_key_file=env.get("KB_ENTREZ_API_KEY_FILE", "").strip(),
            chroma_url=env.get("KB_CHROMA_URL", "").strip().rstrip("/"),
        )


def cache_folder() -> Path:
    """Where what can be made again is kept: ``KB_CACHE``, else the platform's user cache folder."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("KB_CACHE", "").strip()
    if chosen:
        return Path(chosen).expanduser().resolve()
    return user_cache_path("medial-branch-kb", appauthor=False)


def _default_home() -> Path:
    """The platform's user data folder."""
    from platformdirs import user_data_path

    return user_data_path("medial-branch-kb", appauthor=False)
