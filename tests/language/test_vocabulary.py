from __future__ import annotations

import pytest

from porewise.language.vocabulary import OWN_FILE, Vocabulary, normalise
from porewise.language.vocabulary_file import LABELS, VocabularyError

TREATMENTS = [
    "botox",
    "micro_botox",
    "rf_microneedling",
    "microneedling",
    "fractional_laser",
    "chemical_peel",
    "topical_retinoid",
    "prescription_retinoid",
    "niacinamide",
    "salicylic_acid",
    "sunscreen",
    "cleanser_moisturizer",
    "isotretinoin",
    "pore_strips_extraction",
    "hydrafacial",
]


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "words.yml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def own():
    return Vocabulary.load(OWN_FILE)


def test_the_treatments_are_the_agreed_ones(own):
    assert [id_ for label, id_ in own.entries if label == "treatment"] == TREATMENTS
    assert {label for label, _ in own.entries} == set(LABELS)


@pytest.mark.parametrize(
    "label, text, id_",
    [
        ("treatment", "Botox", "botox"),
        ("treatment", "Retin-A", "prescription_retinoid"),
        ("treatment", "Chemical  Peels", "chemical_peel"),
        ("condition", "Hashimoto’s", "autoimmune_disease"),
        ("condition", "allergies", "allergy"),
        ("condition", "Botox", None),
        ("treatment", "no such thing", None),
    ],
)
def test_id_of(own, label, text, id_):
    assert own.id_of(label, text) == id_


def test_title_of(own):
    assert own.title_of("treatment", "rf_microneedling") == "RF microneedling"
    with pytest.raises(KeyError):
        own.title_of("treatment", "magic")


def test_every_written_name_leads_to_its_own_id(own):
    for (label, id_), entry in own.entries.items():
        for name in entry.names:
            assert own.id_of(label, name) == id_, name


def test_patterns_spell_hyphens_and_apostrophes(write):
    path = write("condition:\n  x:\n    title: X\n    names: [lou gehrig's]\nignore: [so-so]\n")
    patterns = {(p["label"], p["pattern"], p["id"]) for p in Vocabulary.load(path).patterns()}
    spelt = ["lou gehrig's", "lou-gehrig's", "lou gehrig’s", "lou gehrigs", "lou-gehrig’s", "lou-gehrigs"]
    assert patterns == {("condition", text, "x") for text in spelt} | {
        ("ignore", "so so", "ignore"),
        ("ignore", "so-so", "ignore"),
    }


def test_normalise():
    assert normalise(" Retin-A  MICRO ") == "retin a micro"


GOOD = "treatment:\n  botox:\n    title: Botox\n    names: [botox]\n"


@pytest.mark.parametrize(
    "text, line, problem",
    [
        ("treatments:\n  a: {title: A, names: [a]}\n", 1, 'unknown label "treatments"; allowed: treatment, ingredient'),
        (GOOD + "    name: [x]\n", 5, 'unknown key "name" in botox; allowed: title, names'),
        (GOOD + "  laser:\n    title: L\n    names: [laser,\n      Botox]\n", 8, '"Botox" is already a name of botox'),
        ("treatment:\n  a: {title: A, names: [x y, x-y]}\n", 2, '"x-y" is already a name of a'),
        (GOOD + "  botox:\n    title: B\n    names: [b]\n", 5, '"botox" is here twice'),
        (GOOD + "treatment:\n  b: {title: B, names: [b]}\n", 5, '"treatment" is here twice'),
        ("treatment:\n  new one: {title: A, names: [a]}\n", 2, "is no id; allowed: lower-case letters"),
        ("treatment:\n  a: {names: [a]}\n", 2, "a is new, so it needs a title"),
        ("treatment:\n  a: {title: A}\n", 2, "a has no names"),
        ("treatment:\n  a:\n    title: A\n    names: x\n", 4, "names must be a list"),
        ("treatment:\n  a:\n    title: A\n    names: [x, [y]]\n", 4, "a name must be a text"),
        ("treatment: botox\n", 1, "expected ids of treatment"),
        ("- treatment\n", 1, "expected labels"),
        ("treatment:\n  a: [\n", 3, "this is not YAML"),
        ("ignore: laser\n", 1, "ignore must be a list"),
    ],
)
def test_a_mistake_stops_with_its_file_and_line(write, text, line, problem):
    path = write(text)
    with pytest.raises(VocabularyError) as error:
        Vocabulary.load(path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert problem in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(VocabularyError, match="there is no such file"):
        Vocabulary.load(tmp_path / "none.yml")


def test_a_clinic_adds_names_and_ids(write):
    clinic = write(
        "treatment:\n  botox:\n    names: [glow shots, Botox]\n  skin_booster:\n    title: Skin Booster\n"
        "    names: [skin booster]\nignore: [botox building]\n"
    )
    vocabulary = Vocabulary.load(OWN_FILE, clinic)
    assert vocabulary.id_of("treatment", "Glow-Shots") == "botox"
    assert vocabulary.id_of("treatment", "skin boosters") == "skin_booster"
    assert vocabulary.title_of("treatment", "botox") == "Botox"
    assert "botox building" in vocabulary.ignored


def test_a_clinic_may_give_an_id_its_own_title(write):
    clinic = write("treatment:\n  botox:\n    title: Botox or Dysport\n    names: [glow shot]\n")
    assert Vocabulary.load(OWN_FILE, clinic).title_of("treatment", "botox") == "Botox or Dysport"


def test_a_clinic_cannot_take_a_name_away(write):
    clinic = write("treatment:\n  hydrafacial:\n    names:\n    - glow\n    - fraxel\n")
    with pytest.raises(VocabularyError, match=r':5: "fraxel" is already a name of fractional_laser \(treatment\)'):
        Vocabulary.load(OWN_FILE, clinic)


def test_the_clinics_words_are_found_in_messages(write):
    import spacy

    clinic = write("treatment:\n  skin_booster:\n    title: Skin Booster\n    names: [skin booster]\n")
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(Vocabulary.load(OWN_FILE, clinic).patterns())
    assert [ent.ent_id_ for ent in nlp("Skin-Boosters or botox?").ents] == ["skin_booster", "botox"]


def test_the_clinics_file_is_used_where_there_is_one(write, monkeypatch):
    from porewise.language import vocabulary as module

    clinic = write("treatment:\n  botox:\n    names: [glow shot]\n")
    monkeypatch.setattr(module, "CLINIC_FILE", clinic)
    assert Vocabulary.load().id_of("treatment", "glow shot") == "botox"
    monkeypatch.setattr(module, "CLINIC_FILE", clinic.with_name("none.yml"))
    assert Vocabulary.load().id_of("treatment", "glow shot") is None
