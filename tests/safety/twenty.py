"""Twenty emergencies in everyday words: all are to be heard, wherever in a conversation and whatever else is broken."""

from __future__ import annotations

TWENTY = (
    "I can't swallow my tablets since the injections, they just sit there",
    "my throat is closing up!!",
    "Two days after my Botox I have to fight for every breath.",
    "she sounds drunk, all slurred, and hasn't had a drop. she had dysport on monday",
    "i see two of everything since yesterday",
    "Both my eyelids have dropped and I cannot get them open anymore",
    "cant lift my arms to wash my hair, theyre like lead",
    "My head keeps falling forward, my neck won't hold it up since the jabs last week",
    "I have lost control of my bladder since the shots",
    "My lips and tongue are swelling up fast after that cream",
    "hives all over my body and i feel like im going to faint",
    "my husband collapsed after his injection and he wont wake up",
    "Crushing pain in my chest and it goes down my left arm.",
    "the left side of my face has gone numb and my words come out wrong",
    "the peel solution got in my eye and it burns like hell",
    "HELP my toddler drank some of my toner",
    "A woman injected me in her living room with toxin she had ordered online, now I'm throwing up and weak all over",
    "I went blind in one eye right after the filler",
    "spit keeps running down my chin, I can't keep it in my mouth",
    "My mum is wheezing and gasping for air. Botox in the neck, last week.",
)
# Said with an emergency in one message.
QUESTIONS = (
    "How much does microneedling cost?",
    "Are you open on Saturdays?",
    "What cleanser should I use in the morning?",
    "How long does a peel last?",
    "I'd like to book an appointment for next week.",
)


def beside_a_question(number: int) -> str:
    """The emergency `number` before, after or between ordinary questions."""
    first, second = QUESTIONS[number % len(QUESTIONS)], QUESTIONS[(number + 1) % len(QUESTIONS)]
    emergency = TWENTY[number].rstrip(".!")
    return (f"{first} {emergency}.", f"{emergency}. {first}", f"{first} {emergency}. {second}")[number % 3]
