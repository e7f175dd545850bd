"""A grammar of how people write about danger: symptom, wording, person, time, treatment, place in a message and slip.

It is written from everyday language and knows nothing of the word lists in `data/urgent_help/triage/`; what it shares
with them are the ids of the rules. The simplest choice stands first everywhere: Hypothesis shrinks towards it.
"""

from __future__ import annotations

import re
from typing import Collection, List, NamedTuple, Sequence, Tuple

from hypothesis import strategies as st

from porewise.language.spelling import KEYS_BESIDE


class Person(NamedTuple):
    """Who has it, with the words that change with it."""

    i: str
    my: str
    me: str
    am: str = "is"
    have: str = "has"
    s: str = "s"  # the ending of a verb
    dont: str = "doesn't"
    myself: str = "herself"


PEOPLE = (
    Person("I", "my", "me", "am", "have", "", "don't", "myself"),
    Person("she", "her", "her"),
    Person("he", "his", "him", myself="himself"),
    Person("my mother", "her", "her"),
    Person("my client", "her", "her"),
    Person("my husband", "his", "him", myself="himself"),
    Person("my daughter", "her", "her"),
    Person("our patient", "his", "him", myself="himself"),
)


class Symptom(NamedTuple):
    """One rule's matter: how somebody says that it happens, and names of it ("no ...", "can botox cause ...?")."""

    says: Tuple[str, ...]
    names: Tuple[str, ...]
    treated: bool = False  # it is urgent only when a treatment is named with it


SYMPTOMS = {
    "swallowing": Symptom(
        (
            "{i} can't swallow",
            "{i} {have} trouble swallowing",
            "it's hard for {me} to swallow",
            "{i} can barely swallow {my} own spit",
            "food gets stuck in {my} throat",
            "{i} keep{s} choking on water",
            "water comes out of {my} nose when {i} drink{s}",
            "{i} can hardly get soup down",
            "swallowing hurts and it feels weak",
            "{i} struggle{s} to swallow pills",
            "{my} throat won't work",
            "{i} {am} choking on {my} food",
            "every sip goes down the wrong way and {i} cough{s}",
            "{i} cough{s} whenever {i} eat{s}",
        ),
        ("trouble swallowing", "difficulty swallowing", "swallowing problems", "choking on food", "dysphagia"),
    ),
    "drooling": Symptom(
        (
            "{i} can't stop drooling",
            "{i} {am} drooling all over {my} pillow",
            "spit runs out of {my} mouth",
            "{i} can't close {my} mouth and {i} drool{s}",
            "saliva keeps pooling in {my} mouth",
            "{i} started drooling down {my} chin",
        ),
        ("drooling", "drool on the pillow", "drooling from the mouth", "constant drooling"),
        treated=True,
    ),
    "breathing": Symptom(
        (
            "{i} can't breathe",
            "{i} {have} trouble breathing",
            "{i} {am} short of breath",
            "it's hard for {me} to breathe",
            "{i} can't catch {my} breath",
            "{my} throat is closing up",
            "{my} throat feels tight",
            "{i} {am} gasping for air",
            "{i} {am} wheezing",
            "{my} lips are turning blue",
            "{my} breathing is shallow and fast",
            "{my} chest is tight",
            "{i} can't get enough air",
            "{i} feel{s} breathless walking to the kitchen",
        ),
        (
            "trouble breathing",
            "difficulty breathing",
            "shortness of breath",
            "breathing problems",
            "wheezing",
            "tightness in the throat",
            "chest tightness",
        ),
    ),
    "voice_or_speech": Symptom(
        (
            "{my} speech is slurred",
            "{i} {am} slurring {my} words",
            "{my} voice is gone",
            "{my} voice is hoarse",
            "{i} can't speak properly",
            "{i} lost {my} voice",
            "{i} can't get {my} words out",
            "{i} can't talk",
            "{my} words come out slurred",
            "{i} sound{s} drunk when {i} talk{s}",
            "{my} tongue feels heavy",
            "{my} voice has gone weak and nasal",
            "{i} can barely talk",
            "{my} voice sounds weird",
        ),
        (
            "slurred speech",
            "hoarseness of the voice",
            "voice changes",
            "trouble speaking",
            "loss of voice",
            "difficulty speaking",
            "a hoarse voice",
        ),
    ),
    "double_vision": Symptom(
        (
            "{i} see{s} double",
            "{i} {have} double vision",
            "{i} {am} seeing double",
            "{my} vision is blurry",
            "{my} eyesight has gone blurry",
            "everything is blurry",
            "everything looks double",
            "{i} see{s} two of everything",
            "{my} eyes won't focus",
            "{i} can't focus {my} eyes",
            "both {my} eyelids are drooping",
            "{my} sight is blurred",
            "there are two of everything when {i} look{s}",
            "{i} can't see properly",
        ),
        ("double vision", "blurred vision", "blurry vision", "blurry eyesight"),
    ),
    "blindness": Symptom(
        (
            "{i} can't see out of {my} left eye",
            "{i} went blind in one eye",
            "{my} right eye went black",
            "{i} lost {my} sight in one eye",
            "{i} suddenly lost {my} vision",
            "{i} can't see anything",
            "{my} vision is going dark",
            "{i} {have} lost vision in {my} eye",
            "there's a black curtain over {my} eye",
            "half of what {i} see{s} is missing",
        ),
        ("blindness in one eye", "sudden vision loss", "loss of vision", "going blind in an eye"),
    ),
    "weakness": Symptom(
        (
            "{my} arms are weak",
            "{my} legs feel like jelly",
            "{i} can't lift {my} arms",
            "{i} can't hold {my} head up",
            "{my} legs keep giving way",
            "{my} neck is too weak",
            "{my} arms feel weak and heavy",
            "{i} {have} muscle weakness all over",
            "the weakness is spreading to {my} neck",
            "{i} keep{s} dropping things",
            "{i} can't climb the stairs",
            "{my} muscles are weak",
            "{my} hands won't grip",
            "{i} can barely stand up",
        ),
        ("muscle weakness", "weakness in the arms", "weak legs", "weakness all over the body", "weak muscles"),
    ),
    "bladder": Symptom(
        (
            "{i} can't control {my} bladder",
            "{i} wet {myself}",
            "{i} {have} no control over {my} bladder",
            "{i} lost control of {my} bladder",
            "{i} can't hold {my} pee",
            "{i} keep{s} leaking urine",
            "{i} peed {myself}",
            "{i} lost control of {my} bowels",
            "{i} {am} incontinent",
        ),
        ("loss of bladder control", "incontinence of the bladder", "incontinence", "leaking urine"),
    ),
    "swelling": Symptom(
        (
            "{my} lips are swelling",
            "{my} tongue is swollen",
            "{my} throat is swelling",
            "{my} lips blew up",
            "{my} whole face is swollen",
            "{my} tongue is getting bigger",
            "{my} lips have swollen up",
            "{my} face is swelling up fast",
            "{my} lips are ballooning",
            "{my} tongue feels thick and swollen",
        ),
        ("swelling of the lips", "a swollen tongue", "swelling of the tongue", "swollen lips", "throat swelling"),
    ),
    "hives_everywhere": Symptom(
        (
            "{i} {have} hives all over",
            "{i} {am} covered in hives",
            "{i} broke out in hives everywhere",
            "there are welts all over {my} body",
            "{i} {have} hives and feel{s} faint",
            "{i} {am} having an allergic reaction",
            "{i} think {i} {am} going into anaphylaxis",
            "hives are spreading over {my} chest and arms",
            "{i} used {my} epipen",
        ),
        (
            "hives all over",
            "an allergic reaction",
            "anaphylaxis",
            "hives on the whole body",
            "a severe allergic reaction",
        ),
    ),
    "collapse": Symptom(
        (
            "{i} had a seizure",
            "{i} collapsed",
            "{i} keep{s} passing out",
            "{i} {am} about to pass out",
            "{i} fainted twice",
            "{i} keep{s} fainting",
            "{i} {am} going to faint",
            "{i} collapsed on the floor",
            "{i} just had a seizure",
            "{i} passed out on the floor",
            "{i} nearly fainted again",
        ),
        ("a seizure", "seizures", "collapsing", "convulsions"),
    ),
    "chest": Symptom(
        (
            "{my} chest hurts",
            "{i} {have} chest pain",
            "{i} {have} pain in {my} chest",
            "{my} heart is racing",
            "{my} heart keeps skipping beats",
            "{i} {have} palpitations in {my} chest",
            "{my} heart is pounding",
            "there's pressure on {my} chest",
            "{my} heartbeat is irregular",
            "pain is going down {my} left arm",
            "{i} think {i} {am} having a heart attack",
            "{my} chest feels heavy",
        ),
        ("chest pain", "a heart attack", "an irregular heartbeat", "heart palpitations", "pain in the chest"),
    ),
    "stroke": Symptom(
        (
            "one side of {my} face is numb",
            "{my} left arm has gone numb",
            "half {my} face is drooping",
            "{i} {am} having a stroke",
            "the right side of {my} body is weak",
            "{my} left side feels paralysed",
            "one side of {my} face dropped",
            "numbness on one side of {my} body",
            "{my} right arm is weak and tingling",
        ),
        (
            "a stroke",
            "numbness on one side of the face",
            "drooping on one side of the face",
            "one side of the face going numb",
        ),
    ),
    "chemical_in_eye": Symptom(
        (
            "{i} got acid in {my} eye",
            "some of the peel got in {my} eyes",
            "the solution went into {my} eye",
            "{i} splashed bleach in {my} eye",
            "serum got in {my} eye and it's burning",
            "{i} {have} a severe burn",
            "the peel burned {my} eyelid",
            "the cleaner splashed in {my} eyes",
            "{i} {have} severe burns on {my} face",
        ),
        ("acid in the eye", "a severe burn", "a chemical in the eye", "severe burns", "a burn on the eyelid"),
    ),
    "poisoning": Symptom(
        (
            "{i} drank a bottle of toner",
            "{i} swallowed nail polish remover",
            "{i} took too many pills",
            "{i} swallowed some peroxide",
            "{i} drank mouthwash",
            "{i} accidentally swallowed the acid",
            "{i} swallowed a whole bottle of minoxidil",
            "{i} took a double dose",
            "{i} drank some bleach",
        ),
        (
            "having swallowed the toner",
            "having taken too many pills",
            "drinking bleach by mistake",
            "swallowing the acid",
        ),
    ),
    "unlicensed_and_unwell": Symptom(
        (
            "{i} had botox at a party and feel{s} ill",
            "{i} injected toxin from the internet and {i} feel{s} weak",
            "{i} got fake botox and now {i} feel{s} sick",
            "{i} bought toxin off instagram and feel{s} awful",
            "a friend injected {me} in her kitchen and {i} feel{s} awful",
            "{i} feel{s} really unwell after filler in a hotel room",
            "{i} got botox at a salon and {i} feel{s} terrible",
            "{i} bought botox online and {i} {am} throwing up",
            "an unlicensed woman gave {me} shots and {i} feel{s} poorly",
        ),
        ("feeling sick after botox at a party", "getting ill from fake botox", "weakness from counterfeit botox"),
    ),
    "eyelid": Symptom(
        (
            "{my} eyelid is drooping",
            "{my} left eyelid is droopy",
            "{i} can't close {my} eye",
            "{my} eye won't close",
            "{my} lid is half shut",
            "{my} eyelid droops",
            "{i} can't open {my} left eye",
            "{my} eyelid hangs down",
            "{my} right eye is drooping",
            "{my} eyelid feels heavy",
            "{my} eye won't stay open",
        ),
        ("a droopy eyelid", "drooping eyelids", "eyelid droop", "a drooping lid", "droopy eyelids"),
    ),
    "smile": Symptom(
        (
            "{my} smile is crooked",
            "{my} mouth is lopsided",
            "{i} can't smile properly",
            "{my} smile looks wonky",
            "one corner of {my} mouth droops",
            "{i} can't whistle",
            "{my} lip doesn't move",
            "{my} mouth pulls to one side",
            "{i} can't drink through a straw",
            "{my} smile is lopsided",
        ),
        ("a crooked smile", "a lopsided mouth", "a lopsided smile", "a droopy mouth"),
    ),
    "dizzy": Symptom(
        (
            "{i} feel{s} dizzy",
            "{i} {am} dizzy",
            "{i} {am} so lightheaded",
            "{i} keep{s} getting dizzy",
            "{i} feel{s} really woozy",
            "{i} {am} feeling dizzy",
            "the room is spinning",
            "{i} get{s} dizzy spells",
        ),
        ("dizziness", "feeling dizzy", "dizzy spells", "lightheadedness", "vertigo"),
        treated=True,
    ),
    "fainted_once": Symptom(
        ("{i} fainted", "{i} passed out", "{i} blacked out", "{i} fainted in the car", "{i} passed out for a minute"),
        ("fainting", "passing out", "blacking out"),
    ),
    "headache": Symptom(
        (
            "{i} {have} had a headache for three days",
            "{my} headache won't go away",
            "{i} {have} a terrible headache",
            "{i} {have} the worst headache",
            "{i} {have} a severe migraine",
            "{my} head hurts nonstop",
            "{my} headache is unbearable",
            "{i} {have} a constant headache",
        ),
        ("a severe headache", "headaches for days", "a terrible headache", "a headache that won't go away"),
    ),
    "vomiting": Symptom(
        (
            "{i} keep{s} vomiting",
            "{i} can't stop throwing up",
            "{i} {have} been vomiting",
            "{i} keep{s} throwing up",
            "{i} threw up twice",
            "{i} {have} been sick all night",
            "{i} {am} vomiting",
            "{i} {have} been puking",
        ),
        ("vomiting", "throwing up", "nausea and vomiting"),
        treated=True,
    ),
    "burn_or_blister": Symptom(
        (
            "{i} {have} blisters on {my} face",
            "{my} skin is blistering",
            "{my} cheeks are burned",
            "{my} skin is raw",
            "{my} face is oozing",
            "it burned {my} face",
            "{my} skin came off",
            "there are blisters on {my} cheeks",
            "{my} skin is weeping",
            "{i} got a burn on {my} cheek",
            "{i} {have} burn marks in a grid",
            "{my} forehead has blistered",
        ),
        ("blisters", "burns", "a burn", "blistering", "burns on the skin", "open sores"),
        treated=True,
    ),
    "rf_injury": Symptom(
        (
            "{i} {have} dents in {my} cheeks",
            "{my} cheek is numb",
            "there are dents in {my} face",
            "{my} face looks hollow",
            "{i} lost fat in {my} cheeks",
            "{my} skin has no feeling",
            "{i} {have} numbness in {my} chin",
            "{my} cheeks are sunken",
            "{i} notice{s} a dent on {my} cheek",
        ),
        ("dents", "fat loss", "numbness of the skin", "hollow cheeks", "a dent in the cheek"),
        treated=True,
    ),
    "infection": Symptom(
        (
            "{my} skin is infected",
            "there is pus coming out",
            "{i} {have} pus in the spots",
            "it looks infected",
            "{i} {have} a fever",
            "{my} cheek is hot to the touch",
            "{i} {have} a fever and chills",
            "the lump is getting bigger",
            "{my} skin is leaking yellow fluid",
            "the red patch is growing",
            "{my} temperature is 39",
            "{i} think it's infected",
            "the redness is spreading",
        ),
        ("an infection", "pus", "fever", "infections", "fever or chills", "infected skin"),
        treated=True,
    ),
    "cold_sore_after_treatment": Symptom(
        (
            "{i} {have} cold sores",
            "{i} got a cold sore",
            "{my} cold sores broke out",
            "{i} {have} a herpes outbreak",
            "a cold sore came up on {my} lip",
        ),
        ("cold sores", "a cold sore", "herpes", "a cold sore outbreak"),
        treated=True,
    ),
    "colour_change": Symptom(
        (
            "{my} skin has turned white",
            "{my} nose is turning grey",
            "{my} lip went blue",
            "{my} skin looks dusky",
            "{my} cheek has a white patch",
            "{my} skin is mottled",
            "{my} nose is going black",
            "{i} {have} dark patches",
            "{my} lip is pale and grey",
            "{my} skin is grey",
        ),
        ("white patches on the skin", "skin going grey", "dark patches", "mottled skin", "brown patches on the skin"),
        treated=True,
    ),
    "reaction": Symptom(
        (
            "{i} {have} a severe rash",
            "{my} face is swollen",
            "{i} {have} a really bad reaction",
            "{my} rash is spreading",
            "{my} eyes are swollen",
            "{i} broke out in hives",
            "{my} cheeks are swollen",
            "{i} {have} a terrible rash",
            "the rash is getting worse",
            "{my} face is swollen and itchy",
        ),
        ("a severe rash", "a bad reaction", "a severe reaction", "face swelling", "a spreading rash"),
        treated=True,
    ),
    "pregnant_on_isotretinoin": Symptom(
        (
            "{i} {am} on accutane and {i} {am} pregnant",
            "{i} {have} a positive pregnancy test and {i} take{s} isotretinoin",
            "{i} {am} pregnant and on accutane",
            "{i} missed {my} period and {i} {am} on isotretinoin",
            "{i} {am} taking tazorac and {i} {am} pregnant",
        ),
        ("being pregnant on accutane", "pregnancy on isotretinoin"),
    ),
    "mood_on_isotretinoin": Symptom(
        (
            "{i} {am} depressed on accutane",
            "{i} {am} on isotretinoin and {i} feel{s} hopeless",
            "accutane makes {me} depressed",
            "{i} {am} not {myself} on accutane",
            "{i} {have} had dark thoughts since {i} started isotretinoin",
            "{my} mood is so low on accutane",
        ),
        ("depression on accutane", "low mood on isotretinoin", "mood swings on accutane"),
    ),
    "bleeding": Symptom(
        (
            "it won't stop bleeding",
            "{i} can't stop the bleeding",
            "{my} skin keeps bleeding for hours",
            "{i} {am} still bleeding",
            "the bleeding won't stop",
            "the blood has soaked through the gauze",
            "the bleeding hasn't stopped",
            "{my} cheek is still bleeding",
        ),
        ("bleeding that won't stop", "bleeding for hours"),
    ),
    "leg_clot": Symptom(
        (
            "{my} calf is swollen",
            "{my} calf hurts",
            "{my} calf is swollen and painful",
            "{my} leg is swollen",
            "{my} calf is painful",
            "{my} left calf is red and swollen",
        ),
        ("a swollen calf", "a painful calf", "a swollen leg", "calf pain"),
    ),
    "wish_to_die": Symptom(
        (
            "{i} want{s} to die",
            "{i} wish{es} {i} was dead",
            "{i} {dont} want to live anymore",
            "{i} want{s} to kill {myself}",
            "{i} {am} suicidal",
            "{i} {dont} want to be here anymore",
            "{i} can't go on",
            "{i} {am} thinking about suicide",
            "{i} would be better off dead",
            "{i} want{s} to end it all",
            "{i} {have} no reason to live",
            "{i} want{s} to end {my} life",
            "{i} {am} going to kill {myself}",
            "there's no point in living",
        ),
        ("suicidal thoughts", "thoughts of suicide", "wanting to die"),
    ),
    "self_harm": Symptom(
        (
            "{i} cut {myself}",
            "{i} {am} cutting {myself}",
            "{i} want{s} to hurt {myself}",
            "{i} self harm{s}",
            "{i} started cutting {myself} again",
            "{i} hurt {myself} on purpose",
            "{i} want{s} to harm {myself}",
            "{i} {am} hurting {myself} because of {my} skin",
            "{i} burn{s} {myself} with a lighter",
        ),
        ("self harm", "self-harm"),
    ),
    "overdose": Symptom(
        (
            "{i} took all {my} pills",
            "{i} overdosed on tylenol",
            "{i} took an overdose",
            "{i} swallowed a handful of pills",
            "{i} took a whole bottle of tablets",
            "{i} took a handful of tablets",
            "{i} overdosed on {my} meds",
            "{i} took all the medication in the house",
        ),
        ("having overdosed on pills", "having taken an overdose"),
    ),
}

TREATMENTS = ("botox", "dysport", "the peel", "my laser", "microneedling", "filler", "my injections", "the treatment")
WHEN = (
    "",
    "now",
    "right now",
    "today",
    "since yesterday",
    "since this morning",
    "since last night",
    "for two days",
    "and it's getting worse",
    "and it started an hour ago",
)
AFTER = (
    "after {what}",
    "since {what}",
    "3 weeks after {what}",
    "two hours after {what}",
    "the day after {what}",
    "a week after getting {what}",
    "ever since {what} on friday",
)
OPENINGS = ("", "help ", "please help, ", "hi, ", "omg ", "so ", "um ", "hello there. ", "ok so basically ", "URGENT: ")
BEFORE = ("since yesterday ", "this morning ", "all of a sudden ", "I got {what} on monday and now ", "after {what} ")
ORDINARY = (
    "I wash my face twice a day with a gentle cleanser",
    "how much is botox for pores",
    "can I book tuesday at three",
    "do you have parking",
    "I use sunscreen every morning",
    "my pores are large on my nose",
    "thanks for the answer about moisturizer",
    "does niacinamide help with oil",
    "I would like to know the prices",
    "my sister told me about your clinic",
    "which day is the doctor in",
    "I have been using retinol at night for a year",
    "is there a discount for two sessions",
    "I'm 34 with combination skin",
)
JOINERS = (". ", "? ", "\n", "! ", " ... ", ", also ", " and ", ", btw ", " but ", ". oh and ", " - ")
ENDINGS = ("", ".", "!", "!!!", "...", " please help", ", what should I do?", " is this normal?", ", who do I call")
GENERAL = (
    "can botox cause {x}?",
    "is {x} common after botox?",
    "how often does {x} happen?",
    "can a peel cause {x}",
    "does dysport cause {x}?",
    "what is the risk of {x}?",
    "how common is {x} after botox",
    "could botox lead to {x}?",
    "is {x} a side effect of botox?",
    "are there reports of {x} after fillers?",
    "how likely is {x}?",
    "do people get {x} from microneedling?",
    "is {x} normal after laser?",
    "what are the chances of {x}",
    "is it true that botox can cause {x}?",
    "has anyone had {x} after a peel?",
    "what causes {x}?",
    "will botox give me {x}?",
    "is there a risk of {x}?",
    "why does botox cause {x}",
)
DENIED = (
    "no {x}",
    "I don't have any {x}",
    "I had no {x}",
    "everything went well without {x}",
    "I've never had {x}",
    "I have not had any {x} since my botox",
    "my skin is fine, no {x}",
    "she doesn't have {x}",
    "there was no {x}",
    "I haven't had {x}",
    "I am not having {x}",
    "two weeks after botox and no {x} at all",
    "I didn't get {x}",
    "I have no pain and no {x}",
)
SUPPOSED = (
    "what if I get {x}",
    "I'm worried about {x}",
    "I am scared of {x}",
    "what should I do if I get {x}?",
    "in case of {x} who do I call",
    "I'm nervous about {x}",
    "if I have {x} after botox should I call you?",
    "I'm afraid of {x}",
    "what happens if someone gets {x}",
    "I want to avoid {x}",
    "suppose I get {x} afterwards",
    "the leaflet warns about {x}",
    "my fear is {x}",
    "who do I call in case I get {x}",
)
LONG_AGO = (
    "in 2019 I had {x}, it went away",
    "years ago I had {x}",
    "I had {x} two years ago and it cleared up",
    "as a kid I had {x}",
    "I used to get {x} in college",
    "last year I had {x} but it resolved",
    "I have a history of {x}",
    "back in 2016 she had {x}",
    "I had {x} once before, years ago",
    "when I was a teenager I had {x}",
)
STRANGERS = (
    "a girl on TikTok said she got {x}",
    "I saw on Instagram that someone had {x}",
    "I read an article about {x}",
    "some woman on reddit had {x} after botox",
    "an influencer got {x} from filler",
    "I heard people get {x}",
    "there was a story about {x} on the news",
    "a celebrity had {x} and sued",
    "my friend of a friend had {x}",
    "someone on facebook said he had {x} for weeks",
    "a guy on youtube says he got {x}",
)
NOT_NOW = {"denied": DENIED, "asked": GENERAL, "supposed": SUPPOSED, "long ago": LONG_AGO, "distant": STRANGERS}
IDIOMS = (
    "the results took my breath away",
    "my skin needs to breathe at night",
    "that price is a bitter pill to swallow",
    "I nearly choked when I saw the price",
    "let my skin breathe without makeup",
    "I'm dying to try botox",
    "these blackheads are killing me",
    "I would die for skin like hers",
    "the price gave me a heart attack",
    "my heart skipped a beat when I saw the results",
    "I had my heart set on laser",
    "I was speechless at my results",
    "she looks drop dead gorgeous after her facial",
    "I'm dead serious about my skincare",
    "do you remove dead skin cells",
    "I love a double cleanse in the evening",
    "can I double check my appointment",
    "I can't see any results yet",
    "I can't see a difference in my pores",
    "it costs an arm and a leg",
    "that is a pain in the neck to book",
    "my jaw dropped when I saw my pores",
    "the numbing cream was lovely",
    "I have one burning question about retinol",
    "I went weak at the knees when I saw the quote",
    "is this fat burning device any good for pores",
    "I got cold feet before my peel",
    "I can't speak highly enough of the nurse",
    "he turned a blind eye to my acne",
    "I'm holding my breath for the sale",
    "it's not for the faint hearted",
    "I laughed so hard I nearly wet myself laughing",
    "is that a double blind study",
    "the waiting list is killing me",
    "I always hold my breath when you spray the toner",
    "I learned my routine by heart",
)


class Sentence(NamedTuple):
    """A message and the rule that it is about."""

    rule: str
    text: str


def said(wording: str, person: Person) -> str:
    """`wording` about `person`; a name comes first and a pronoun after it ("my mother ... when she ...")."""
    words = {**person._asdict(), "es": "es" if person.s else ""}
    first, found, rest = wording.partition("{i}")
    again = {"her": "she", "him": "he"}.get(person.me, person.i)
    return (first + found).format(**words) + rest.format(**{**words, "i": again})


NAMED_AS_A_DEED = re.compile("(having|being|getting|feeling|going|wanting|one side) ")
BESIDE_A_DEED = re.compile(r"(about|of|without|cause|causes|to|is|often does) \{x\}|^\{x\}")


def suits(form: str, name: str) -> bool:
    """Whether anybody would put it so: nobody says "I had having taken too many pills"."""
    return not NAMED_AS_A_DEED.match(name) or bool(BESIDE_A_DEED.search(form))


def named(form: str, name: str) -> str:
    """`name` in its place; "no" and "any" take no article."""
    return re.sub(r"\b(no|any) (a|an|the) ", r"\1 ", form.format(x=name))


def plain() -> List[Sentence]:
    """Every wording of every rule once, said by oneself."""
    return [
        Sentence(rule, f"{said(wording, PEOPLE[0])}{' since my botox' if symptom.treated else ''}")
        for rule, symptom in SYMPTOMS.items()
        for wording in symptom.says
    ]


@st.composite
def statements(draw: st.DrawFn, words: Collection[str]) -> Sentence:
    """Somebody has it now. A slip never makes one of `words`."""
    rule, symptom, wording = draw(st.sampled_from(_WORDINGS))
    people = [person for person in PEOPLE if person.me != "him" or "pregnant" not in rule]
    core = said(wording, draw(st.sampled_from(people)))
    treatment = draw(st.sampled_from(TREATMENTS))
    if symptom.treated or draw(st.booleans()):
        core = f"{core} {draw(st.sampled_from(AFTER)).format(what=treatment)}"
    elif draw(st.booleans()):
        core = draw(st.sampled_from(BEFORE)).format(what=treatment) + core
    else:
        core = f"{core} {draw(st.sampled_from(WHEN))}".strip()
    core = draw(st.sampled_from(OPENINGS)) + core + draw(st.sampled_from(ENDINGS))
    return Sentence(rule, draw(_typed(_placed(draw, core), words)))


@st.composite
def not_now(draw: st.DrawFn, words: Collection[str], circumstances: str) -> Sentence:
    """It is named, but in one of `NOT_NOW`: nobody near has it now."""
    rule, name = draw(st.sampled_from(_NAMES))
    core = named(draw(st.sampled_from([form for form in NOT_NOW[circumstances] if suits(form, name)])), name)
    return Sentence(rule, draw(_typed(_placed(draw, core), words)))


@st.composite
def idioms(draw: st.DrawFn) -> Sentence:
    """Words of danger that mean something else."""
    core = draw(st.sampled_from(IDIOMS))
    return Sentence("", draw(_cased(_placed(draw, core))))


def _placed(draw: st.DrawFn, core: str) -> str:
    """`core` alone, or first, last or in the middle of a longer message."""
    before = draw(st.lists(st.sampled_from(ORDINARY), max_size=2, unique=True))
    after = draw(st.lists(st.sampled_from(ORDINARY), max_size=2, unique=True))
    return _joined(draw, [*before, core, *after])


def _joined(draw: st.DrawFn, parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from(JOINERS)) + part
    return text


@st.composite
def _typed(draw: st.DrawFn, text: str, words: Collection[str]) -> str:
    """`text` with at most one slip, in its letter case and with its apostrophes as people type them."""
    if draw(st.booleans()):
        text = draw(_slipped(text, words))
    return draw(_cased(text))


@st.composite
def _cased(draw: st.DrawFn, text: str) -> str:
    apostrophe = draw(st.sampled_from(("'", "", "’")))
    change = draw(st.sampled_from((str, str.lower, str.upper, str.capitalize)))
    return change(text.replace("'", apostrophe))


@st.composite
def _slipped(draw: st.DrawFn, text: str, words: Collection[str]) -> str:
    """`text` with one slip in a word of five letters or more, or as it was where no slip is one."""
    places = [match.span() for match in re.finditer(r"(?<![\w'])[a-z]{5,}(?![\w'])", text)]
    if not places:
        return text
    start, end = draw(st.sampled_from(places))
    word = text[start:end]
    at = draw(st.integers(1, len(word) - 2))  # the first letter is seldom wrong
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],  # swapped
        word[:at] + word[at + 1 :],  # dropped
        word[:at] + word[at] + word[at:],  # doubled
        word[:at] + draw(st.sampled_from(KEYS_BESIDE[word[at]])) + word[at + 1 :],  # the key beside it
    )
    slip = draw(st.sampled_from(slips))
    return text if slip in words else text[:start] + slip + text[end:]


_WORDINGS = [(rule, symptom, wording) for rule, symptom in SYMPTOMS.items() for wording in symptom.says]
_NAMES = [(rule, name) for rule, symptom in SYMPTOMS.items() for name in symptom.names]
