"""Reading the vocabulary from its packaged file, with a librarian's own file laid over it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kb.errors import ConfigurationError
from kb.model import Abbreviation, Category, Concept
from kb.reading.data import packaged_text
from kb.reading.vocabulary import Vocabulary

_PACKAGED = "vocabulary.json"
_OVERLAYS = ("vocabulary.json", "vocabulary.toml")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TEXTS = frozenset({"id", "pref_label", "category", "definition"})
_LISTS = ("alt_labels", "weak_labels", "not_when", "broader", "related", "mesh")
_FIELDS = _TEXTS | {*_LISTS, "abbreviations"}
_ABBREVIATION_LISTS = ("requires_context", "ambiguous_with", "other_senses")


def load_vocabulary(overlay: Path | None = None) -> Vocabulary:
    """Load the packaged vocabulary.

    Parameters
    ----------
    overlay : Path, optional
        Folder of a knowledge base. If it holds ``vocabulary.json`` (a list of concepts, or an
        object with a list ``concepts``) or ``vocabulary.toml`` (tables ``[[concepts]]``), these
        entries lie over the packaged ones: of a known id, lists are added to and texts replaced;
        an unknown id is a new concept.

    Raises
    ------
    ConfigurationError
        A file cannot be read; the message names it, the place in it, and the mend.

    Examples
    --------
    >>> load_vocabulary().find("MBB").pref_label
    'medial branch block'
    """
    entries: dict[str, dict[str, Any]] = {}
    for entry in json.loads(packaged_text(_PACKAGED)):
        _lay_over(entries, entry)
    files = [] if overlay is None else [overlay / name for name in _OVERLAYS]
    laid = []
    for path in files:
        if path.is_file():
            for number, entry in enumerate(_entries(path), start=1):
                try:
                    _lay_over(entries, _checked(entry))
                except ConfigurationError as error:
                    raise _at(path, f"concept {number}", str(error)) from None
            laid.append(path)
    try:
        return Vocabulary(_concepts(entries.values()))
    except ConfigurationError as error:
        if not laid:
            raise
        names = " and ".join(str(path) for path in laid)
        raise ConfigurationError(f"{error} (with {names} laid over the packaged one)") from None


def vocabulary_from_json(text: str) -> Vocabulary:
    """Inverse of :meth:`kb.reading.Vocabulary.to_json`.

    Examples
    --------
    >>> packaged = load_vocabulary()
    >>> vocabulary_from_json(packaged.to_json()).fingerprint == packaged.fingerprint
    True
    """
    return Vocabulary(_concepts(json.loads(text)))


def _at(path: Path, place: str, problem: str) -> ConfigurationError:
    """Error that names the file and the place in it."""
    return ConfigurationError(f"The vocabulary file {path} cannot be used: {place}: {problem}")


def _entries(path: Path) -> list[Any]:
    """Concept entries of a librarian's file, not yet checked."""
    try:
        # Editors on Windows put a byte order mark in front, which utf-8-sig takes off.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _at(path, f"byte {error.start}", "it is not UTF-8; save it as UTF-8.") from None
    except OSError as error:
        raise _at(path, "reading", f"{error.strerror}; check that it may be read.") from None
    try:
        data = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _at(path, place, f"{error.msg}; mend the JSON there.") from None
    except tomllib.TOMLDecodeError as error:
        raise _at(path, "syntax", f"{error}; mend the TOML there.") from None
    except RecursionError:
        raise _at(path, "syntax", "it is nested too deeply; write a list of concepts.") from None
    if isinstance(data, Mapping):
        data = data.get("concepts")
    if not isinstance(data, list):
        raise _at(path, "top level", "write a list of concepts under the name `concepts`.")
    return data


def _checked(entry: object) -> dict[str, Any]:
    """Return the entry, if its fields are known and of the right kind."""
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f"it is {entry!r}; write a concept with its `id`.")
    concept_id = entry.get("id")
    if not isinstance(concept_id, str) or not _ID.fullmatch(concept_id):
        raise ConfigurationError(
            f"its id is {concept_id!r}; write small letters, digits and hyphens."
        )
    for name, value in entry.items():
        if name not in _FIELDS:
            known = ", ".join(sorted(_FIELDS))
            raise ConfigurationError(f"{concept_id} has a field {name!r}; the fields are {known}.")
        if name in _TEXTS and not (isinstance(value, str) and value.strip()):
            raise ConfigurationError(f"{concept_id}: {name} is {value!r}; write a text.")
        if name in _LISTS:
            _check_texts(concept_id, name, value)
    category = entry.get("category")
    if category is not None and category not in set(Category):
        known = ", ".join(Category)
        raise ConfigurationError(f"{concept_id}: category is {category!r}; write one of {known}.")
    return {**entry, "abbreviations": _abbreviations(concept_id, entry.get("abbreviations", []))}


def _check_texts(concept_id: str, name: str, value: object) -> None:
    """Raise unless the value is a list of texts."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ConfigurationError(f"{concept_id}: {name} is {value!r}; write a list of texts.")


def _abbreviations(concept_id: str, value: object) -> list[dict[str, Any]]:
    """Abbreviations of an entry; a bare text stands for one without conditions."""
    if not isinstance(value, list):
        raise ConfigurationError(f"{concept_id}: abbreviations is {value!r}; write a list.")
    rows = [{"form": row} if isinstance(row, str) else row for row in value]
    for row in rows:
        form = row.get("form") if isinstance(row, Mapping) else None
        if not isinstance(form, str) or not form.strip():
            raise ConfigurationError(
                f"{concept_id}: the abbreviation {row!r} has no `form`; write its letters."
            )
        for name, texts in row.items():
            if name in _ABBREVIATION_LISTS:
                _check_texts(concept_id, f"{name} of {form}", texts)
            elif name != "form":
                known = ", ".join(("form", *_ABBREVIATION_LISTS))
                raise ConfigurationError(
                    f"{concept_id}: {form} has a field {name!r}; the fields are {known}."
                )
    return rows


def _lay_over(entries: dict[str, dict[str, Any]], entry: Mapping[str, Any]) -> None:
    """Add an entry, or lay it over the one with its id."""
    old = entries.get(entry["id"])
    if old is None:
        missing = [name for name in ("pref_label", "category") if name not in entry]
        if missing:
            raise ConfigurationError(
                f"{entry['id']} is a new concept and has no {' and no '.join(missing)}; "
                "add that, or correct the id if an existing concept is meant."
            )
        entries[entry["id"]] = dict(entry)
        return
    if entry.get("pref_label", old["pref_label"]) != old["pref_label"]:
        old["alt_labels"] = [*old.get("alt_labels", []), old["pref_label"]]
    old.update({name: value for name, value in entry.items() if name in _TEXTS})
    for name in _LISTS:
        old[name] = list(dict.fromkeys([*old.get(name, []), *entry.get(name, [])]))
    forms = {row["form"]: row for row in old.get("abbreviations", [])}
    forms.update({row["form"]: row for row in entry.get("abbreviations", [])})
    old["abbreviations"] = list(forms.values())


def _concepts(entries: Iterable[Mapping[str, Any]]) -> list[Concept]:
    """Concepts from checked entries."""
    return [
        Concept(
            id=entry["id"],
            pref_label=entry["pref_label"],
            category=Category(entry["category"]),
            definition=entry.get("definition", ""),
            abbreviations=tuple(
                Abbreviation(
                    row["form"], **{name: tuple(row.get(name, ())) for name in _ABBREVIATION_LISTS}
                )
                for row in entry.get("abbreviations", ())
            ),
            **{name: tuple(entry.get(name, ())) for name in _LISTS},
        )
        for entry in entries
    ]
