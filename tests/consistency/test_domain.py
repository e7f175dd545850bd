"""Names that must agree between domain, data, configuration and tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Set

import pytest
import yaml

from porewise.answers import load_answers, load_questions
from porewise.comparison import CRITERIA
from porewise.dialogue import help_first, screening
from porewise.dialogue.follow_ups import load_follow_ups
from porewise.dialogue.plan import OPTIONS
from porewise.door import read
from porewise.evaluation.accepted import ACCEPTED, Accepted
from porewise.evaluation.judging import names_of
from porewise.language.vocabulary import Vocabulary
from porewise.settings import ROOT
from porewise.triage.decision import DANGERS, REASONS
from porewise.triage.rules import LEVELS, load_rules

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
CONFIG = yaml.safe_load((ROOT / "config.yml").read_text())
MADE_BY_ZONES = {"clarify", "nlu_fallback"}
MADE_BY_TRIAGE = {"happening_now"}
NOT_TRAINED = MADE_BY_ZONES | MADE_BY_TRIAGE

# ../shared/questions/README.md, which the measuring messages are labelled with.
TOPICS = set(
    re.findall(
        r"\w+",
        """
        mechanism efficacy_evidence onset duration maintenance_frequency candidacy cost dose_units
        procedure_what_to_expect pain downtime_recovery aftercare side_effects safety_general bad_result
        contraindication alternatives compare_treatments combine_treatments permanent_solution
        skincare_routine ingredient_howto ingredient_efficacy pore_causes pore_myths
        blackheads_sebaceous_filaments oily_skin_acne body_area brands_difference provider_choice booking
        clinic_info history_trend fda_status diy_home emergency_symptom diagnosis_request out_of_scope
        smalltalk affirm_deny_unclear other
        """,
    )
)
EXPECTATIONS = ["emergency", "urgent", "screen", "refuse_and_refer", "support", "handoff", "answer", "out_of_scope"]


def data_files(name: str) -> List[Path]:
    return sorted((ROOT / "data").glob(f"*/{name}"))


def rules() -> List[Dict[str, Any]]:
    return [rule for path in data_files("rules.yml") for rule in yaml.safe_load(path.read_text())["rules"]]


def examples() -> Dict[str, List[str]]:
    found: Dict[str, List[str]] = {}
    for path in sorted((ROOT / "data").glob("*/nlu/*.yml")):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            found.setdefault(block["intent"], []).extend(
                line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")
            )
    return found


def actions_of_rules() -> Set[str]:
    return {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}


def test_every_intent_of_the_domain_has_examples_and_no_other_has() -> None:
    assert set(examples()) == set(DOMAIN["intents"]) - NOT_TRAINED


def test_every_intent_is_answered_by_a_rule() -> None:
    answered = {step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step}
    assert answered == set(DOMAIN["intents"])


def test_every_answer_named_by_a_rule_exists_and_has_an_unconditional_variation() -> None:
    answers = load_answers()
    for action in actions_of_rules() - set(DOMAIN["forms"]):
        if action.startswith("utter_"):
            assert any(not v.condition for v in answers[action]), f"{action} says nothing when no treatment is named"
        else:
            assert action in DOMAIN["actions"]


def test_an_intent_is_answered_by_the_response_of_its_name() -> None:
    """The rule that `porewise evaluate` uses to see where a button leads."""
    for rule in rules():
        steps = rule["steps"]
        if len(steps) > 1 and "intent" in steps[0] and steps[0]["intent"] not in NOT_TRAINED | {"inform_treatment"}:
            assert steps[1]["action"] in names_of(steps[0]["intent"]), rule["rule"]


def test_follow_ups_name_responses_that_exist_and_repeat_only_those_with_variations() -> None:
    follow_ups, answers = load_follow_ups(), load_answers()
    assert {*follow_ups.why, *follow_ups.why.values(), *follow_ups.not_repeated} <= set(answers)
    for name in follow_ups.not_repeated:
        assert any(variation.treatment for variation in answers[name]), (
            f"{name} has no variation, so it is not repeated"
        )


def test_criteria_of_the_vocabulary_are_those_that_treatments_are_ranked_by() -> None:
    assert set(Vocabulary.default().ids("criterion")) == set(CRITERIA)


def test_options_of_the_vocabulary_are_those_that_can_be_chosen() -> None:
    assert set(Vocabulary.default().ids("option")) == {*OPTIONS, "both"}


def test_each_language_has_one_answer_and_ten_have_one() -> None:
    languages = [v.condition[0].value for v in load_answers()["utter_other_language"] if v.condition]
    assert len(languages) == len(set(languages)) >= 10


def test_no_example_teaches_two_intents() -> None:
    seen: Dict[str, str] = {}
    for intent, texts in examples().items():
        for text in texts:
            key = text.lower()
            assert key not in seen, f"{text!r} stands in {seen[key]} and {intent}"
            seen[key] = intent


@pytest.mark.parametrize("intent", sorted(set(DOMAIN["intents"]) - NOT_TRAINED))
def test_an_intent_has_enough_examples(intent: str) -> None:
    assert len(examples()[intent]) >= 25


def test_held_out_messages_are_held_out_and_cover_every_intent() -> None:
    trained = {text.lower() for texts in examples().values() for text in texts}
    covered: Set[str] = set()
    for path in sorted((ROOT / "tests" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            covered.add(block["intent"])
            for line in block["examples"].splitlines():
                assert line[2:].strip().lower() not in trained, f"{path.name}: {line}"
    assert covered == set(DOMAIN["intents"]) - NOT_TRAINED


def test_questions_have_words_for_every_intent_that_asks_about_treatments() -> None:
    questions = set(load_questions())
    assert questions <= set(DOMAIN["intents"])
    missing = {i for i in DOMAIN["intents"] if i.startswith(("ask_", "report_"))} - questions
    outside = {"ask_other_cosmetic", "ask_other_medical", "ask_unrelated"}
    assert missing <= outside | {"ask_more_detail", "ask_why", "ask_next"}


def test_every_slot_has_a_line_that_says_what_it_is_for() -> None:
    lines = (ROOT / "domain.yml").read_text().splitlines()
    for slot in DOMAIN["slots"]:
        assert lines[lines.index(f"  {slot}:") - 1].startswith("  # "), slot


def test_zones_name_intents_that_exist() -> None:
    zones = next(c for c in CONFIG["pipeline"] if c["name"].endswith("ZoneClassifier"))
    assert set(zones["not_beside"]) <= set(DOMAIN["intents"])


def test_triage_has_intents_and_answers_for_every_level() -> None:
    triage = next(c for c in CONFIG["pipeline"] if c["name"].endswith("Triage"))
    classifier = next(c for c in CONFIG["pipeline"] if c["name"].endswith("HybridIntentClassifier"))
    assert triage["intents"] == classifier["groups"]
    assert set(triage["intents"]) == set(LEVELS)
    named = {intent for intents in triage["intents"].values() for intent in intents}
    assert named <= set(DOMAIN["intents"])
    assert {i for level in DANGERS for i in triage["intents"][level]} == set(help_first.INTENTS)
    assert {i for level in REASONS for i in triage["intents"][level]} == set(help_first.WITH_REASON)


def test_every_reason_has_words_of_its_own() -> None:
    answers = load_answers()
    for level, response in (("screen", "utter_screen"), ("refuse", "utter_refuse")):
        said = {v.condition[0].value for v in answers[response] if v.condition}
        assert said == {rule.id for rule in load_rules().rules if rule.level == level}


def test_screening_asks_what_the_form_requires_and_knows_the_reasons() -> None:
    assert DOMAIN["forms"][screening.FORM]["required_slots"] == list(screening.QUESTIONS)
    reasons = {reason for of_question in screening.QUESTIONS.values() for reason in of_question}
    assert reasons <= {rule.id for rule in load_rules().rules if rule.level == "screen"}
    for slot in screening.QUESTIONS:
        answers = {m["intent"]: m["value"] for m in DOMAIN["slots"][slot]["mappings"]}
        assert answers == screening.ANSWERS


def test_entities_of_the_domain_are_the_labels_of_the_vocabulary() -> None:
    extractor = next(c for c in CONFIG["pipeline"] if c["name"] == "SpacyEntityExtractor")
    assert set(DOMAIN["entities"]) - {"language"} == set(Vocabulary.default().labels) == set(extractor["dimensions"])


def test_accepted_replies_know_every_label_and_only_replies_that_exist() -> None:
    accepted = read(ACCEPTED, Accepted)
    assert set(accepted.topic) >= TOPICS and set(EXPECTATIONS) == set(accepted.expect)
    known = set(load_answers()) | set(DOMAIN["actions"])
    for names in [*accepted.topic.values(), *accepted.expect.values()]:
        assert set(names) <= known, set(names) - known
