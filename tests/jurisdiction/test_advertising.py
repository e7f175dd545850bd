"""What is left out, sentence by sentence; every answer of the store; the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable

import pytest

from porewise.advertising import NO_ANSWER, SAVES_LIVES, UNNAMED, WHICH_ONE, Advertising, Tact
from porewise.answers import load_answers
from porewise.channels.page import load_files
from porewise.clinic import load_clinic
from porewise.comparison import CRITERIA, load_comparison, ranking_in_words
from tests.jurisdiction.asking import clinic_text
from tools.unnamed import said_instead

TOXIN = re.compile(r"b[oó]tox|botulin|dysport|xeomin|jeuveau|daxxify|azzalure|bocouture|letybo|\btoxin", re.I)
HINT = re.compile(r"wrinkle|inject.*(?:relax|freez|smooth)|muscle relax", re.I)
ANSWERS, COMPARISON = load_answers(), load_comparison()

Write = Callable[..., Path]


@pytest.fixture()
def uk(write_clinic: Write) -> Advertising:
    return Advertising(load_clinic(write_clinic("UK")))


@pytest.fixture()
def us(write_clinic: Write) -> Advertising:
    return Advertising(load_clinic(write_clinic("US")))


@pytest.mark.parametrize(
    "text, left",
    [
        ("Laser heats skin. It lasts longer than Botox. Ask a clinician.", "Laser heats skin. Ask a clinician."),
        ("Laser helps. Botox is off-label. It wears off. They say so. Ask us.", "Laser helps. Ask us."),
        ("You could try:\n\n- peels\n- Botox for pores. It wears off.\n- laser", "You could try:\n\n- peels\n- laser"),
        ("Brands are:\n\n- Dysport\n- Xeomin\n\nAsk us.", "Ask us."),
        ("Two steps:\n\nFirst, wash.", "Two steps:\n\nFirst, wash."),
        ("Micro-Botox, Azzalure and botulinum toxins.", ""),
        ("Tretinoin did better in studies. Never use tretinoin in pregnancy.", "Never use tretinoin in pregnancy."),
        ("Nothing is named. Prescription creams exist.", "Nothing is named. Prescription creams exist."),
    ],
)
def test_sentences_that_name_go(text: str, left: str, uk: Advertising, us: Advertising) -> None:
    assert uk.before().without_names(text) == left
    assert us.before().without_names(text) == text


def test_a_long_answer_loses_whole_paragraphs(uk: Advertising) -> None:
    text = (
        "Lasers differ. One heats.\n\nSome add Botox. The benefit lasts months.\n\n- a peel\n- toxin. The rest.\n\nAsk."
    )
    assert uk.before().without_names(text, "utter_x_more") == "Lasers differ. One heats.\n\n- a peel\n\nAsk."


def test_a_warning_may_name_what_is_taken_at_home(uk: Advertising) -> None:
    text = "Tell them about isotretinoin. Tell them about Botox."
    assert uk.before().without_names(text, "utter_contraindication") == "Tell them about isotretinoin."
    assert uk.before().without_names(text, "utter_alternatives") == ""


@pytest.mark.parametrize("said", ["is botox ok", "what about Dysport", "BOTULINUM-TOXIN", "micro botox"])
def test_what_the_visitor_named_may_be_named(said: str, uk: Advertising) -> None:
    tact = uk.before([said])
    assert not tact.names("Botox and micro-Botox") and tact.default_treatment == "botox"
    assert tact.names("tretinoin"), "only what was named"
    assert uk.before(treatments=["botox"]).default_treatment == "botox"  # heard through a misspelling


@pytest.mark.parametrize("said", ["how much is it", "does laser hurt", "intoxicated", "retinol"])
def test_other_words_name_nothing(said: str, uk: Advertising) -> None:
    assert uk.before([said]).names("Botox") and uk.before([said]).default_treatment is None


class TestComparison:
    """Tables and orders."""

    def test_is_untouched_at_home(self, us: Advertising) -> None:
        assert us.before().comparison(COMPARISON) == COMPARISON

    @pytest.mark.parametrize("criterion", CRITERIA)
    def test_orders_name_nothing_and_say_so(self, criterion: str, uk: Advertising) -> None:
        text, _ = ranking_in_words(uk.before().comparison(COMPARISON, criterion), criterion)
        assert not TOXIN.search(text)
        assert "consultation" in text
        at_home, _ = ranking_in_words(COMPARISON, criterion)
        for title in ("laser resurfacing", "microneedling", "a chemical peel"):
            assert text.count(title) == at_home.count(title)

    def test_a_named_medicine_is_compared_without_its_price(self, uk: Advertising) -> None:
        shown = uk.before(treatments=["botox"]).comparison(COMPARISON)
        assert shown.cell("botox", "cost").text == "Told in a consultation."
        assert shown.cell("botox", "duration") == COMPARISON.cell("botox", "duration")
        assert shown.cell("microneedling", "cost") == COMPARISON.cell("microneedling", "cost")
        assert "Botox" not in ranking_in_words(uk.before(["botox"]).comparison(COMPARISON, "cost"), "cost")[0]

    def test_other_rows_do_not_name_it(self, uk: Advertising) -> None:
        shown = uk.before().comparison(COMPARISON)
        assert not TOXIN.search(" ".join(cell.text for row in shown.treatments.values() for _, cell in row))


class TestEveryAnswer:
    """The whole store, as somebody who named nothing reads it."""

    def test_none_names_a_toxin(self) -> None:
        changed = {variation.id: text for _, variation, text in said_instead("UK")}
        clinic = load_clinic().copy(update={"jurisdiction": "UK"})
        for name, variations in ANSWERS.items():
            for variation in variations:
                if clinic.may_advertise(variation.treatment or "") and name not in SAVES_LIVES:
                    text = changed.get(variation.id, variation.text)
                    assert text.strip() and not TOXIN.search(text), variation.id

    def test_none_changes_at_home(self) -> None:
        assert list(said_instead("US")) == []

    def test_a_replacement_belongs_to_an_answer_and_hints_at_nothing(self) -> None:
        originals = {v.id for variations in ANSWERS.values() for v in variations}
        for name in [name for name in ANSWERS if name.endswith(UNNAMED)]:
            for variation in ANSWERS[name]:
                assert not TOXIN.search(variation.text) and not HINT.search(variation.text), variation.id
                assert name in (WHICH_ONE, NO_ANSWER) or variation.id.replace(UNNAMED, "", 1) in originals, variation.id

    def test_a_treatment_without_an_answer_gets_no_answer_about_another(self, uk: Advertising) -> None:
        messages = {
            name: {"id": name, "text": "Botox does.", "metadata": {"about": "botox"}} for name in ("utter_history",)
        }
        messages[NO_ANSWER] = {"id": NO_ANSWER, "text": "None on laser."}
        said = uk.before().lawful("utter_history", messages.get, messages.keys(), "fractional_laser")
        assert said == messages[NO_ANSWER]


class TestPage:
    """The demonstration page, which a visitor sees before saying anything."""

    @pytest.mark.parametrize("jurisdiction", ["UK", "IE", "AU", "EU"])
    def test_names_no_medicine_and_shows_no_price_or_photo(self, jurisdiction: str, tmp_path: Path) -> None:
        page = self.page(jurisdiction, tmp_path)
        assert not TOXIN.search(page)
        assert not re.search(r"[$£€]\s?\d", page)
        assert set(re.findall(r'<img [^>]*src="[^"]*\.(\w+)"', page)) == {"svg"}  # drawings
        assert "consultation" in page

    def test_is_as_it_was_at_home(self, tmp_path: Path) -> None:
        assert "Botox for pores" in self.page("US", tmp_path)

    @staticmethod
    def page(jurisdiction: str, folder: Path) -> str:
        path = folder / "clinic.yml"
        path.write_text(clinic_text(jurisdiction))
        return load_files(load_clinic(path))["index.html"].body.decode()


def test_nothing_binds_where_nothing_is_barred(us: Advertising) -> None:
    tact = us.before()
    assert isinstance(tact, Tact) and tact.default_treatment == "botox" and not tact.names("Botox")
