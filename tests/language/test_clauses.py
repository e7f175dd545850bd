from __future__ import annotations

import pytest

CLAUSES = [
    ["Botox and lasers or peels"],
    ["my nose and my cheeks are oily"],
    ["it burns", "and I am scared"],
    ["i had botox last week", "but my eyelid is drooping"],
    ["does it hurt,", "how much is it", "and can i book for tuesday?"],
    ["what is it?", "does it hurt?!", "help"],
    ["my face is red", "because i used retinol"],
    ["it is so red because of the laser"],
    ["i have acne,", "my skin is oily,", "and i take accutane", "so can i get a peel?"],
    ["it is so red"],
    ["not red", "but sore"],
    ["nothing but redness"],
    ["no fever, chills or rash"],
    ["the peel went fine", "though i am still red"],
    ["I want to know", "if it hurts"],
    ["it was fine", "until it drooped"],
    ["how long does botox last", "plus what does it cost"],
    ["hello :)", "how are you"],
    ["0.1% adapalene is fine"],
    ["first line\n", "second line"],
    ["my eye", "(the left one is worse)", "hurts"],
    ["ok"],
]


@pytest.mark.parametrize("expected", CLAUSES, ids=[" ".join(clauses) for clauses in CLAUSES])
def test_clauses(nlp, expected):
    doc = nlp(" ".join(expected).replace("\n ", "\n"))
    assert [clause.text.strip() for clause in doc._.clauses] == [clause.strip() for clause in expected]


@pytest.mark.parametrize("text", ["", " ", "?!", "...", ", and", "but", "and i", "(", "hi.\n\n yes , no; -- and it is"])
def test_clauses_cover_every_token_once(nlp, text):
    doc = nlp(text)
    assert [token.i for clause in doc._.clauses for token in clause] == list(range(len(doc)))


def test_clauses_survive_saving_a_doc(nlp):
    from spacy.tokens import Doc

    doc = nlp("it burns and I am scared")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [clause.text for clause in again._.clauses] == ["it burns", "and I am scared"]
