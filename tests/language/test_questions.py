from __future__ import annotations

import pytest

SEVERAL = [
    ["does it hurt,", "how much is it", "and can i book for tuesday?"],
    ["I had lasers in May. Did that thin my skin?", "And how much is another one?"],
    ["is laser ok for dark skin", "n wat wud it cost"],
    ["RF needling: real improvement?", "risks?"],
    ["it peels a lot is that normal", "and when can i put foundation on"],
    ["Could I have both on one day?", "If so I'd like to come in on the 3rd."],
    ["is it approved?", "Also my cheeks are so oily"],
    ["Does it last?", "What does it cost? I am a student."],
]
ONE = [
    "does it hurt",
    "Would I pass as wind-burnt the day after laser, or is it more than that?",
    "Is there a way to time it so that I am healed for Christmas?",
    "I have oily skin and I take accutane",
    "it hurts, right?",
    "I saw my face on the screen all day and noticed pores. is that why it is popular",
    "hello? how long does it last",
]


@pytest.mark.parametrize("parts", SEVERAL, ids=[" ".join(parts) for parts in SEVERAL])
def test_a_message_is_split_into_its_questions(nlp, parts):
    doc = nlp(" ".join(parts))
    assert [part.text.strip() for part in doc._.questions] == parts


@pytest.mark.parametrize("text", ONE)
def test_one_question_stays_whole(nlp, text):
    assert [part.text for part in nlp(text)._.questions] == [text]


@pytest.mark.parametrize("text", ["", " ", "?!", "what what what? who? when", "and? or? how? why?"])
def test_parts_cover_every_token_once(nlp, text):
    doc = nlp(text)
    assert [token.i for part in doc._.questions for token in part] == list(range(len(doc)))
