"""Reads the training data for Rasa: what its own importer gives, in a twentieth of the time, and checked at the door.

Rasa's importer parses every file with four YAML readers, up to four times over, and hashes and copies each message
some ten times on the way: 30 s for 17,000 examples. Here a file is read once, and a message knows how to copy itself.
`config.yml` names this importer; tests/data_door/test_importing.py compares it with Rasa's on all our data.
"""

from __future__ import annotations

import copy
import gc
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple, Union

import rasa.shared.data
import yaml
from pydantic import Field
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from porewise.answers import ANSWER_FILES, load_answers
from porewise.door import Checked, DataError, check, child, read_yaml, shown

NLU_FOLDER = "nlu"


class Intent(Checked):
    """How people say one thing."""

    intent: str = Field(regex="^[a-z][a-z0-9_]*$")
    examples: str


class NluFile(Checked):
    """A file of examples."""

    version: str = Field(regex=r"^3\.1$")
    nlu: List[Intent]


class Example(Message):
    """A message of the training data. It behaves as Rasa's do, and is cheap to copy and to compare."""

    def __deepcopy__(self, memo: Dict[int, Any]) -> Example:
        twin = Example.__new__(Example)
        twin.__dict__.update(self.__dict__)
        twin.data = {
            key: value if isinstance(value, str) else copy.deepcopy(value, memo) for key, value in self.data.items()
        }
        twin.features = copy.deepcopy(self.features, memo) if self.features else []
        twin.output_properties = set(self.output_properties)
        return twin

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property (see parent class). A text that is there already changes nothing, so the hash is kept."""
        if add_to_output or not isinstance(info, str) or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)


class CheckedFileImporter(RasaFileImporter):
    """Rasa's importer of files, with the NLU data read by us. A wrong file stops with its name, line, and what may be.

    Domain, stories and rules are read by Rasa. So are all files where no `config.yml` is read, as in `rasa test nlu`.
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
    ) -> None:
        """Find the files (see parent class)."""
        super().__init__(config_file, domain_path, training_data_paths)
        # Rasa knows an NLU file by its key `nlu`, and passes over one in which the key is misspelt.
        in_folders = rasa.shared.data.get_data_files(
            training_data_paths, lambda path: Path(path).parent.name == NLU_FOLDER
        )
        self._nlu_files: List[str] = sorted({*self._nlu_files, *in_folders})
        gc.freeze()  # else each collection looks through TensorFlow's objects anew, which is 4 s of a training

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """All examples and answers (see parent class).

        Raises:
            RasaException: the first thing that is wrong in a file, as a line of text.
        """
        try:
            return copy.deepcopy(_read(tuple((path, Path(path).stat().st_mtime_ns) for path in self._nlu_files)))
        except DataError as error:
            raise RasaException(str(error)) from None  # which Rasa shows as one line


@lru_cache(maxsize=1)  # Rasa asks twice for training and twice for validation, through an importer of its own
def _read(files: Tuple[Tuple[str, int], ...]) -> TrainingData:
    """All that is in `files`, which come with their time of change."""
    paths = [Path(path) for path, _ in files]
    answers = [path for path in paths if path.name in ANSWER_FILES]
    for data in sorted({path.parents[1] for path in answers}):
        load_answers(data)  # checks more than Rasa does
    responses: Dict[str, Any] = {}
    for path in answers:
        responses.update(read_yaml(path)[0].get("responses") or {})
    examples = [example for path in paths if path not in answers for example in _examples(path)]
    return TrainingData(examples, responses=responses)


def _examples(path: Path) -> Iterator[Example]:
    content, node = read_yaml(path)
    for number, item in enumerate(check(content, NluFile, path, node).nlu):
        for text in _texts(path, child(child(child(node, "nlu"), number), "examples")):
            yield Example({TEXT: text, INTENT: item.intent})


def _texts(path: Path, block: yaml.Node) -> Iterator[str]:
    first = block.start_mark.line + 1
    if not isinstance(block, yaml.ScalarNode) or block.style != "|":
        raise DataError(f"{shown(path)}, line {first}: after `examples:` must stand `|`, and one example a line below.")
    for line, example in enumerate(block.value.splitlines(), start=first + 1):
        text = example[2:].strip(" ")
        if not example.startswith("- ") or not text or "[" in text:
            allowed = "here must stand `- ` and a text without `[`, which marks an entity"
            raise DataError(f"{shown(path)}, line {line}: `{example}`: {allowed}.")
        yield text
