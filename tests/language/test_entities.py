from __future__ import annotations

import pytest

# message: the ids expected, in order
FOUND = {
    "Does Botox shrink pores on the nose?": ["botox", "nose"],
    "DYSPORT, xeomin or Jeuveau?": ["botox", "botox", "botox"],
    "wrinkle shots": ["botox"],
    "is baby botox ok while breastfeeding": ["botox", "breastfeeding"],
    "micro-botox vs Botox": ["micro_botox", "botox"],
    "microtox or mesobotox": ["micro_botox", "micro_botox"],
    "RF-microneedling": ["rf_microneedling"],
    "rf micro-needling": ["rf_microneedling"],
    "the needles with heat thing": ["rf_microneedling"],
    "radio frequency needling": ["rf_microneedling"],
    "Morpheus8 or fraxel": ["rf_microneedling", "fractional_laser"],
    "dermarollers and skinpen": ["microneedling", "microneedling"],
    "lasers": ["fractional_laser"],
    "a CO2 laser": ["fractional_laser"],
    "clear + brilliant": ["fractional_laser"],
    "lazer": ["fractional_laser"],
    "will my skin peel after a chemical peel": ["chemical_peel"],
    "are peels good": ["chemical_peel"],
    "glycolic-acid peels": ["chemical_peel"],
    "Retinols or adapalene": ["topical_retinoid", "topical_retinoid"],
    "retin-a and Retin A": ["prescription_retinoid", "prescription_retinoid"],
    "vitamin B3": ["niacinamide"],
    "the ordinary niacinamide": ["niacinamide"],
    "bha": ["salicylic_acid"],
    "salicylic-acid cleanser": ["salicylic_acid"],
    "SPF50 or spf 30": ["sunscreen", "sunscreen"],
    "face washes": ["cleanser_moisturizer"],
    "was on accutane": ["isotretinoin"],
    "pore strips": ["pore_strips_extraction"],
    "hydra-facials": ["hydrafacial"],
    "azelaic acid and egg whites": ["azelaic_acid", "egg_white"],
    "my T-zone, t zone and tzone": ["t_zone", "t_zone", "t_zone"],
    "on my back": ["back"],
    "rosacea, cold sores and keloids": ["rosacea", "cold_sores", "keloid"],
    "I have myasthenia gravis": ["myasthenia_gravis"],
    "lambert-eaton": ["lambert_eaton"],
    "Hashimoto's, hashimoto’s, hashimotos": ["autoimmune_disease"] * 3,
    "allergic to eggs": ["egg_allergy"],
    "i take blood thinners and baby aspirin": ["blood_thinner", "aspirin"],
    "gentamicin and a muscle relaxer": ["aminoglycoside", "muscle_relaxant"],
    "enlarged pores and blackheads": ["enlarged_pores", "blackheads"],
}
MISSPELT = {
    "bottox": "botox",
    "botxo": "botox",
    "daxifyy": "botox",
    "micronedling": "microneedling",
    "hydrafaciall": "hydrafacial",
    "retinall": "topical_retinoid",
    "adapaline": "topical_retinoid",
    "tretnoin": "prescription_retinoid",
    "tretinoyn": "prescription_retinoid",
    "niacinimide": "niacinamide",
    "niacinamyd": "niacinamide",
    "acutane": "isotretinoin",
    "isotretinoyn": "isotretinoin",
    "sunscreeen": "sunscreen",
    "warfarine": "blood_thinner",
    "psoriassis": "psoriasis",
}
NOT_FOUND = [
    "my skin is peeling",
    "my skin peels",
    "will my face peel",
    "it had a profound effect on me",
    "are there needles",
    "i will come back on tuesday",
    "get back to me",
    "laser hair removal",
    "the halo effect",
    "ice cream",
    "hands down the best",
    "do you speak spanish",
    "is the retina affected",
    "thanks a lot, bye",
    "botany",
    "bot",
]


def ids(doc):
    return [ent.ent_id_ for ent in doc.ents]


@pytest.mark.parametrize("text", FOUND)
def test_names_are_found(nlp, text):
    assert ids(nlp(text)) == FOUND[text]
    assert ids(nlp(text.lower())) == FOUND[text]  # Rasa's SpacyNLP lower-cases


@pytest.mark.parametrize("text", MISSPELT)
def test_misspelt_names_are_found(nlp, text):
    assert ids(nlp(f"is {text} any good")) == [MISSPELT[text]]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_everyday_words_are_not_names(nlp, text):
    assert ids(nlp(text)) == []


def test_labels_and_places(nlp):
    text = "Can I use Botxo on my chin while I take warfarin for acne scars, with vitamin c?"
    found = [(ent.label_, ent.ent_id_, text[ent.start_char : ent.end_char]) for ent in nlp(text).ents]
    assert found == [
        ("treatment", "botox", "Botxo"),
        ("body_area", "chin", "chin"),
        ("medicine", "blood_thinner", "warfarin"),
        ("condition", "acne_scars", "acne scars"),
        ("ingredient", "vitamin_c", "vitamin c"),
    ]


@pytest.fixture
def fuzzy(nlp):
    from porewise.language.fuzzy_vocabulary import FuzzyVocabulary

    return FuzzyVocabulary(nlp)


def test_a_word_near_two_ids_is_left_alone(fuzzy):
    pen, pan = ("treatment", "a"), ("treatment", "b")
    fuzzy.set_words({"dermapen": pen, "dermapenn": pen}, [])
    assert fuzzy.nearest("dermapin") == pen
    fuzzy.set_words({"dermapen": pen, "dermapan": pan}, [])
    assert fuzzy.nearest("dermapin") is None


def test_two_slips_are_allowed_from_eight_letters(fuzzy):
    fuzzy.set_words({"xeomin": ("treatment", "a"), "sunscreen": ("treatment", "b")}, [])
    assert fuzzy.nearest("xeomyn") == ("treatment", "a")
    assert fuzzy.nearest("xeamyn") is None
    assert fuzzy.nearest("sunscraan") == ("treatment", "b")
    assert fuzzy.nearest("zunscraan") is None


def test_an_english_word_is_never_taken_for_a_slip(nlp):
    fuzzy = nlp.get_pipe("fuzzy_vocabulary")
    assert fuzzy.nearest("loser") == ("treatment", "fractional_laser")  # near it, but
    assert "loser" in fuzzy.known
    assert ids(nlp("loser")) == []


@pytest.mark.parametrize("slip, found", [("botx", True), ("spff", False), ("acnee", True), ("acnne", True)])
def test_short_words_must_be_listed(nlp, slip, found):
    assert bool(nlp(slip).ents) is found


def test_the_first_name_of_every_id_leads_to_it_in_a_message(nlp):
    from porewise.language.vocabulary import Vocabulary

    vocabulary = Vocabulary.load()
    for (label, id_), entry in vocabulary.entries.items():
        ents = nlp(f"what about {entry.names[0]}").ents
        assert [(ent.label_, ent.ent_id_) for ent in ents] == [(label, id_)], entry.names[0]
