"""A wrong rule of triage stops with its file, its line, and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from porewise.door import DataError
from porewise.triage.rules import FOLDER, load_rules

RULES = """level: urgent
triage:
  ache:
    reason: "An ache after injections needs a call"
    source: [botox_isi]
    says:
    - <aches> & treatment
    - my head .. hurts
"""
WORDS = """# Lists.
aches: [ache, head hurts]
"""


def folder(tmp_path: Path, rules: str = RULES, words: str = WORDS, context: str = "") -> Path:
    """A folder of rules of our own, with the context file that is in use."""
    (tmp_path / "rules.yml").write_text(rules)
    (tmp_path / "words.yml").write_text(words)
    if context:
        (tmp_path / "context.yml").write_text(context)
    else:
        shutil.copy(FOLDER / "context.yml", tmp_path)
    return tmp_path


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_the_rules_in_use_are_right() -> None:
    assert load_rules().rules


def test_right_rules_are_read(tmp_path: Path) -> None:
    (rule,) = load_rules(folder(tmp_path)).rules
    assert (rule.id, rule.level, rule.source, rule.alone) == ("ache", "urgent", ("botox_isi",), False)
    assert [(pattern.terms, pattern.ties) for pattern in rule.says] == [
        (("aches", "treatment"), ("&",)),
        (("my head", "hurts"), ("..",)),
    ]


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("    reason:", "    raeson:", 4, "unknown key. Allowed here: reason, source, says"),
        ("level: urgent\n", "level: urgent\nlimit: 3\n", 2, "unknown key. Allowed here: level, alone, triage"),
        ("level: urgent", "level: serious", 1, "Allowed: emergency, crisis, urgent, support, refuse, screen"),
        ("[botox_isi]", "[nobody_2020]", 5, "unknown source 'nobody_2020'. Allowed: the ids in data/sources.yml"),
        ("source: [botox_isi]", "source: []", 5, "at least 1 item"),
        ("<aches> &", "<pains> &", 7, "there is no list <pains> in words.yml. Allowed: aches"),
        ("my head", "My head!", 8, "allowed are lower-case words, <lists>, |, *, `..` and `&`"),
        ("my head ..", "my head ...", 8, "allowed are lower-case words"),
        ('    reason: "An ache after injections needs a call"\n', "", 3, "`triage.ache.reason`: is missing"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(DataError) as error:
        load_rules(folder(tmp_path, changed(RULES, old, new)))
    assert f"rules.yml, line {line}: " in str(error.value) and says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_rule_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    twice = RULES + RULES.partition("triage:\n")[2]
    with pytest.raises(DataError, match=r"rules\.yml, line 9: `ache` is said twice"):
        load_rules(folder(tmp_path, twice))


def test_a_rule_twice_in_two_files_is_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "rules_more.yml").write_text(RULES)
    with pytest.raises(DataError, match=r"rules_more\.yml, line 3: the rule `ache` is said twice"):
        load_rules(tmp_path)


def test_a_list_that_no_rule_uses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"words\.yml, line 3: no rule uses the list `pains`"):
        load_rules(folder(tmp_path, words=WORDS + "pains: [pain]\n"))


@pytest.mark.parametrize("value, read_as", [("no", "no"), ("off", "off"), ("ON", "ON"), ("38", "38"), ("1.5", "1.5")])
@pytest.mark.parametrize("file", ["words.yml", "context.yml"])
def test_a_word_that_yaml_takes_for_something_else_needs_quotation_marks(
    tmp_path: Path, value: str, read_as: str, file: str
) -> None:
    context = (FOLDER / "context.yml").read_text()
    start = "\ndenied: [" if file == "context.yml" else "\naches: ["
    wrong = changed(context if file == "context.yml" else WORDS, start, f"{start}{value}, ")
    line = wrong.partition(start)[0].count("\n") + 2
    texts = {"context": wrong} if file == "context.yml" else {"words": wrong}
    with pytest.raises(DataError) as error:
        load_rules(folder(tmp_path, **texts))
    assert f"{file}, line {line}: " in str(error.value)
    assert f'put quotation marks around it: "{read_as}"' in str(error.value)


@pytest.mark.parametrize("phrase", ['come "off"', "can't", "Ache", "ache*s", '"*"', '""'])
def test_a_phrase_that_can_never_be_found_is_refused(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(DataError, match=r"words\.yml, line 2: .*lower-case words without apostrophes"):
        load_rules(folder(tmp_path, words=changed(WORDS, "head hurts", phrase)))


def test_what_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"words\.yml, line 2: `aches` needs a list"):
        load_rules(folder(tmp_path, words="# Lists.\naches: ache\n"))
