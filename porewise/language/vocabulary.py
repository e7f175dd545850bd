"""The words of the field: which treatment, ingredient, body area, condition or medicine a visitor names.

The data is `vocabulary.yml`. A clinic adds its own words in `clinic-vocabulary.yml` at the project's root; see
docs/language.md.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Iterator

from porewise.language.vocabulary_file import IGNORE, FileEntry, VocabularyError, VocabularyFile, read_file
from porewise.settings import ROOT

OWN_FILE = Path(__file__).with_name("vocabulary.yml")
CLINIC_FILE = ROOT / "clinic-vocabulary.yml"


def vocabulary_files() -> list[Path]:
    """The files that make up this clinic's vocabulary: ours, and the clinic's own where there is one."""
    return [OWN_FILE, *([CLINIC_FILE] if CLINIC_FILE.exists() else [])]


@dataclass
class Entry:
    """One thing with a name: its label, its id, its title as said in a sentence, and its names as the file has them."""

    label: str
    id: str
    title: str
    names: list[str] = field(default_factory=list)


class Vocabulary:
    """The checked vocabulary of one or more files.

    `entries` maps (label, id) to its `Entry`. `names` maps each written form, normalised, to its (label, id);
    plurals are forms too. `brands` holds the names that say which make, so that a question may turn on them. `ignored`
    holds the phrases that contain a name and mean something else.
    """

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Entry] = {}
        self.names: dict[str, tuple[str, str]] = {}
        self.brands: set[str] = set()
        self.ignored: list[str] = []

    @classmethod
    def load(cls, *paths: Path | str) -> Vocabulary:
        """Read the files in order, by default `vocabulary_files()`. A later file adds names to an id, or new ids.

        Raises `VocabularyError` at the first mistake, also when a name already belongs to another id.
        """
        vocabulary = cls()
        for path in paths or vocabulary_files():
            vocabulary._add(read_file(Path(path)))
        for name, owner in list(vocabulary.names.items()):
            for form in _with_plural(name):
                vocabulary.names.setdefault(form, owner)  # a written name goes before another name's plural
        return vocabulary

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Vocabulary:
        """The vocabulary of `vocabulary_files()`, read once in a process."""
        return cls.load()

    @property
    def labels(self) -> list[str]:
        """What kinds of things have names, in the order of the file."""
        return list(dict.fromkeys(label for label, _ in self.entries))

    def ids(self, label: str) -> list[str]:
        """The ids under a label, in the order of the file."""
        return [id_ for of_label, id_ in self.entries if of_label == label]

    def id_of(self, label: str, text: str) -> str | None:
        """The id that `text` names under `label`, or None. A misspelling that is not listed has none here:
        the parsed doc has it (`ent.ent_id_`)."""
        owner = self.names.get(normalise(text))
        return owner[1] if owner and owner[0] == label else None

    def title_of(self, label: str, id_: str) -> str:
        """The title of an id, as said in a sentence. Raises `KeyError` for an unknown one."""
        return self.entries[label, id_].title

    def patterns(self) -> list[dict[str, str]]:
        """All written forms as phrase patterns for spaCy's EntityRuler: {"label", "pattern", "id"}.

        The ignored phrases come under the label "ignore"; the component "fuzzy_vocabulary" takes them out again.
        """
        found = [
            {"label": label, "pattern": form, "id": id_}
            for name, (label, id_) in self.names.items()
            for form in _spellings(name)
        ]
        ignored = {form for phrase in self.ignored for form in _spellings(normalise(phrase))}
        return found + [{"label": IGNORE, "pattern": form, "id": IGNORE} for form in sorted(ignored)]

    def _add(self, file: VocabularyFile) -> None:
        self.ignored += [phrase for phrase, _ in file.ignore]
        for found in file.entries:
            entry = self._entry_for(found)
            in_this_entry: set[str] = set()
            self.brands |= {normalise(brand) for brand, _ in found.brands}
            for name, line in [*found.names, *found.brands]:
                form = normalise(name)
                label, owner = self.names.setdefault(form, (entry.label, entry.id))
                if (label, owner) != (entry.label, entry.id) or form in in_this_entry:
                    raise VocabularyError(file.path, line, f'"{name}" is already a name of {owner} ({label})')
                in_this_entry.add(form)
                entry.names.append(name)

    def _entry_for(self, found: FileEntry) -> Entry:
        key = (found.label, found.id)
        if key not in self.entries:
            if found.title is None:
                raise VocabularyError(found.path, found.line, f"{found.id} is new, so it needs a title")
            self.entries[key] = Entry(found.label, found.id, found.title)
        elif found.title is not None:
            self.entries[key].title = found.title
        return self.entries[key]


def normalise(text: str) -> str:
    """Lower case, straight apostrophes, one space where a hyphen or spaces stood: "Retin-A" becomes "retin a"."""
    return re.sub(r"[\s\-‐‑–]+", " ", text.lower().replace("’", "'")).strip()


def _with_plural(name: str) -> Iterator[str]:
    """A name and, where its last word takes one, its regular plural."""
    yield name
    if not re.search(r"[a-z]{2}$", name) or name.endswith("s"):
        return
    if re.search(r"[^aeiou]y$", name):
        yield name[:-1] + "ies"
    else:
        yield name + ("es" if re.search(r"(x|z|ch|sh)$", name) else "s")


def _spellings(form: str) -> Iterator[str]:
    """The ways to type a normalised form: a space or a hyphen in each gap; a straight, a curly or no apostrophe.

    Hyphens are for three words at most: people hyphenate pairs, and every spelling costs memory.
    """
    words = form.split()
    gaps = len(words) - 1
    marks = itertools.product(" -", repeat=gaps) if gaps <= 2 else [(" ",) * gaps]
    for chosen in marks:
        spelling = words[0] + "".join(mark + word for mark, word in zip(chosen, words[1:], strict=True))
        yield spelling
        if "'" in spelling:
            yield spelling.replace("'", "’")
            yield spelling.replace("'", "")
