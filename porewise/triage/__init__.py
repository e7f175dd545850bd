"""Triage: who is in danger, who should see a provider first, who must be refused. No Rasa here.

`rules` reads what a clinician can read (`data/urgent_help/triage/*.yml`), `reading` finds it in a message, `context`
tells what is happening now from what is denied, asked in general, over, or happened to someone on TV, and `decision`
weighs it with what the classifier heard. `porewise.nlu.triage` brings it into Rasa.
"""
