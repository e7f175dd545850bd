"""The thresholds come from the training examples by a written rule, and config.yml holds what the rule gave."""

from __future__ import annotations

import json

from porewise.evaluation.pipeline import component, config
from porewise.evaluation.zones import TUNED, Judged, thresholds


def test_config_yml_holds_what_the_last_tuning_found() -> None:
    settings = component(config(), "ZoneClassifier")
    assert {name: settings[name] for name in ("answer", "suggest", "beside")} == json.loads(TUNED.read_text())


def test_the_rule() -> None:
    sure = [Judged(0.9, True, True)] * 17 + [Judged(0.85, False, True)]
    nearly = [Judged(0.52, True, True)] * 3 + [Judged(0.52, False, False)] * 2
    hardly = [Judged(0.31, False, True)] * 3 + [Judged(0.31, False, False)] * 3
    # From .55 on 17 of 18 are right, from .50 on only 20 of 23. Of those with the right one on a button, 3 of 24 lie
    # at .31, so one in twenty lies below the grid's .30.
    assert thresholds(sure + nearly + hardly) == {"answer": 0.55, "suggest": 0.3, "beside": 0.425}


def test_where_buttons_never_help_nothing_is_asked_back() -> None:
    judged = [Judged(0.9, True, True)] * 9 + [Judged(0.3, False, False)] * 9
    assert thresholds(judged) == {"answer": 0.35, "suggest": 0.35, "beside": 0.35}
