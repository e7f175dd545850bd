"""Our reader of the training data gives what Rasa's gives, reads each file once, and stops at a wrong one."""

from __future__ import annotations

import copy
import gc
from pathlib import Path
from typing import Any, List

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from porewise import importing
from porewise.importing import CheckedFileImporter, Example
from porewise.settings import ROOT

EXAMPLES = """version: "3.1"
# A comment.
nlu:
- intent: ask_pain
  examples: |
    - does it hurt
    -   will I "feel" it?: yes / no
"""


def data_of(tmp_path: Path, text: str, name: str = "treatment_day/nlu/ask_pain.yml") -> str:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(tmp_path)


def importer_of(data: str) -> CheckedFileImporter:
    return CheckedFileImporter(training_data_paths=data)


def test_all_our_data_are_read_as_rasa_reads_them() -> None:
    rasas = RasaFileImporter(training_data_paths=str(ROOT / "data")).get_nlu_data()
    ours = importer_of(str(ROOT / "data")).get_nlu_data()
    assert len(ours.training_examples) > 1000 and len(ours.responses) > 50
    assert [message.data for message in ours.training_examples] == [message.data for message in rasas.training_examples]
    assert list(ours.responses.items()) == list(rasas.responses.items())
    assert ours.fingerprint() == rasas.fingerprint()  # synonyms, regexes and lookup tables too: there are none


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLES,
        EXAMPLES + "    - does it hurt\n- intent: greet\n  examples: |\n    - hé 👋 don't #1\n    - a - b  \n    - x\n",
    ],
)
def test_what_our_data_may_come_to_hold_is_read_as_rasa_reads_it(tmp_path: Path, text: str) -> None:
    data = data_of(tmp_path, text)
    rasas = RasaFileImporter(training_data_paths=data).get_nlu_data()
    assert [m.data for m in importer_of(data).get_nlu_data().training_examples] == [
        m.data for m in rasas.training_examples
    ]


def test_config_yml_names_our_importer(monkeypatch: pytest.MonkeyPatch) -> None:
    made: List[Any] = []
    monkeypatch.setattr(CheckedFileImporter, "__init__", lambda self, *args: made.append(self))
    TrainingDataImporter.load_from_config(str(ROOT / "config.yml"))
    assert len(made) == 1


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("nlu:", "nul:", 3, "`nul`: unknown key. Allowed here: version, nlu"),
        ("examples:", "exmaples:", 5, "unknown key. Allowed here: intent, examples"),
        ("- intent: ask_pain\n", "- intent:\n", 4, "`nlu.0.intent`"),
        ("ask_pain", "ask/pain", 4, "^[a-z][a-z0-9_]*$"),
        ('"3.1"', '"4.0"', 1, "^3"),
        ("    - does", "    does", 6, "must stand `- ` and a text"),
        ("    - does", "    -does", 6, "must stand `- ` and a text"),
        ("    -   will", "\n    - will", 7, "must stand `- ` and a text"),
        ("- does it hurt", "-  ", 6, "must stand `- ` and a text"),
        ("will I", "will [botox](treatment)", 7, "without `[`"),
        ("examples: |", "examples: >", 5, "must stand `|`"),
        ("examples: |", "examples:", 5, "str type expected"),
        ("  examples: |", "  examples: |\n  examples: |", 6, "`examples` is said twice"),
        ("- intent", "  intent", 3, "value is not a valid list"),
    ],
)
def test_a_mistake_in_examples_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert EXAMPLES.count(old) == 1
    data = data_of(tmp_path, EXAMPLES.replace(old, new))
    with pytest.raises(RasaException) as error:  # Rasa shows these without a traceback
        importer_of(data).get_nlu_data()
    assert f"ask_pain.yml, line {line}:" in str(error.value) and says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_mistake_in_answers_stops_too(tmp_path: Path) -> None:
    data = data_of(tmp_path, "responses:\n  utter_pain:\n  - id: pain\n", "treatment_day/answers.yml")
    with pytest.raises(RasaException, match="answers.yml, line 3: `text`: is missing"):
        importer_of(data).get_nlu_data()


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: List[Path] = []
    read_yaml = importing.read_yaml
    monkeypatch.setattr(importing, "read_yaml", lambda path: reads.append(path) or read_yaml(path))
    data = data_of(tmp_path, EXAMPLES)
    for _ in range(2):  # as `rasa train` does: one importer for validation, one for training
        assert len(importer_of(data).get_nlu_data().training_examples) == 2
    assert len(reads) == 1
    data_of(tmp_path, EXAMPLES + "    - is it painful\n")
    assert len(importer_of(data).get_nlu_data().training_examples) == 3


def test_rasas_own_objects_are_left_out_of_garbage_collection(tmp_path: Path) -> None:
    gc.unfreeze()
    importer_of(data_of(tmp_path, EXAMPLES))
    assert gc.get_freeze_count() > 10_000


def test_what_is_done_to_the_data_stays_out_of_the_next_reading(tmp_path: Path) -> None:
    data = data_of(tmp_path, EXAMPLES)
    once = importer_of(data).get_nlu_data()
    once.training_examples[0].set("text", "changed")
    once.training_examples.pop()
    once.responses["utter_x"] = []
    again = importer_of(data).get_nlu_data()
    assert [example.get("text") for example in again.training_examples] == [
        "does it hurt",
        'will I "feel" it?: yes / no',
    ]
    assert not again.responses


class TestExample:
    """It is to Rasa what a message is."""

    DATA = {"text": "does it hurt", "intent": "ask_pain"}

    def test_it_equals_rasas_message(self) -> None:
        assert Example(self.DATA) == Message(self.DATA)
        assert Example(self.DATA) != Message({**self.DATA, "intent": "greet"})

    def test_a_copy_shares_nothing_that_can_change(self) -> None:
        example = Example({**self.DATA, "entities": [{"value": "botox"}]})
        twin = copy.deepcopy(example)
        assert twin == example and type(twin) is Example
        twin.get("entities")[0]["value"] = "laser"
        twin.set("text", "changed", add_to_output=True)
        twin.output_properties.add("intent")
        twin.features.append("a feature")
        assert example.data == {**self.DATA, "entities": [{"value": "botox"}]}
        assert example.output_properties == {"text"} and example.features == []

    def test_a_change_changes_its_hash(self) -> None:
        example = Example(self.DATA)
        before = example.fingerprint()
        example.set("intent", "greet")
        assert example.fingerprint() == Message({**self.DATA, "intent": "greet"}).fingerprint() != before
        example.set("text_tokens", ["does"])
        assert example.fingerprint() == Message({**example.data}).fingerprint()

    def test_setting_what_is_there_costs_no_new_hash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        example = Example(self.DATA)
        example.fingerprint()
        example.set("intent", "ask_pain")
        monkeypatch.setattr("rasa.shared.utils.io.deep_container_fingerprint", lambda _: pytest.fail("hashed again"))
        copy.deepcopy(example).fingerprint()

    def test_an_output_property_is_still_noted(self) -> None:
        example = Example(self.DATA)
        example.set("intent", "ask_pain", add_to_output=True)
        assert "intent" in example.output_properties
