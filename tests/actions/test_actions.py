"""Custom actions on trackers as Rasa sends them."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

import actions.compare_treatments
from actions.compare_treatments import CompareTreatments
from actions.recommend_provider import RecommendProvider
from porewise.comparison import load_comparison

ANSWERED = SlotSet("action_answered", True)


def tracker(
    intent: str = "ask_provider",
    slots: Optional[Dict[str, Any]] = None,
    events: Optional[List[Dict[str, Any]]] = None,
    channel: str = "telegram",
) -> Tracker:
    message = {"intent": {"name": intent}, "entities": [], "text": "secret words of a visitor"}
    user = {"event": "user", "input_channel": channel, "parse_data": message}
    return Tracker("visitor", slots or {}, message, [*(events or []), user], False, None, {}, "action_listen")


def run(action: Any, of: Tracker) -> tuple:
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, of, {})
    return dispatcher.messages, events


class TestRecommendProvider:
    """Who at this clinic could look at it."""

    def test_on_request_lists_those_who_do_the_treatment(self) -> None:
        messages, events = run(RecommendProvider(), tracker(slots={"treatment": "hydrafacial"}))
        assert [m["response"] for m in messages] == ["utter_recommend_providers"]
        assert "Dana Whitfield" in messages[0]["providers"] and "Okoro" not in messages[0]["providers"]
        assert events == [ANSWERED]

    def test_on_request_gives_the_page_to_check_the_license(self) -> None:
        messages, _ = run(RecommendProvider(), tracker())
        assert messages[0]["providers"].count("https://") == 4

    def test_never_calls_someone_board_certified_who_is_not(self) -> None:
        messages, _ = run(RecommendProvider(), tracker())
        certified = {line.split(",")[0] for line in messages[0]["providers"].splitlines() if "board-certified" in line}
        assert certified == {"- Dr. Elena Marsh", "- Dr. Samuel Okoro"}

    def test_after_an_answer_on_risk_it_only_offers(self) -> None:
        messages, events = run(RecommendProvider(), tracker("ask_side_effects", {"treatment": "botox"}))
        assert [m["response"] for m in messages] == ["utter_offer_providers"]
        assert SlotSet("offer", "providers") in events and ANSWERED in events

    def test_offers_once_in_a_conversation(self) -> None:
        said = {"event": "bot", "metadata": {"utter_action": "utter_offer_providers"}}
        messages, events = run(RecommendProvider(), tracker("ask_side_effects", events=[said]))
        assert messages == [] and events == [ANSWERED]

    def test_yes_to_the_offer_lists_them(self) -> None:
        messages, _ = run(RecommendProvider(), tracker("affirm", {"offer": "providers"}))
        assert messages[0]["response"] == "utter_recommend_providers"

    def test_says_so_when_nobody_here_does_it(self) -> None:
        messages, _ = run(RecommendProvider(), tracker(slots={"treatment": "niacinamide"}))
        assert [m["response"] for m in messages] == ["utter_recommend_none"]

    def test_a_message_that_named_two_treatments_is_about_the_first(self) -> None:
        messages, _ = run(RecommendProvider(), tracker(slots={"treatment": ["hydrafacial", "botox"]}))
        assert "Okoro" not in messages[0]["providers"]


class TestCompareTreatments:
    """Treatments side by side."""

    def test_elsewhere_as_short_lines(self) -> None:
        slots = {"compared_treatments": ["botox", "fractional_laser"]}
        (message,), events = run(CompareTreatments(), tracker("compare_treatments", slots))
        assert message["response"] == "utter_comparison" and not message["custom"]
        for aspect in (
            "How soon",
            "How long it lasts",
            "Downtime",
            "Pain",
            "How invasive",
            "Cost",
            "Evidence for pores",
        ):
            assert f"{aspect}:\n- " in message["comparison"]
        assert events == [ANSWERED]

    def test_short_lines_say_once_what_holds_for_several(self) -> None:
        slots = {"compared_treatments": ["sunscreen", "niacinamide", "chemical_peel"]}
        (message,), _ = run(CompareTreatments(), tracker("compare_treatments", slots))
        assert (
            "Cost:\n- Sunscreen, Niacinamide: We have no good source on this.\n- A chemical peel: "
            in message["comparison"]
        )

    def test_on_the_website_as_a_table_too(self) -> None:
        slots = {"compared_treatments": ["botox", "microneedling", "chemical_peel"]}
        (message,), _ = run(CompareTreatments(), tracker("compare_treatments", slots, channel="website"))
        table = message["custom"]["table"]
        assert len(table["columns"]) == 4 and all(len(row) == 4 for row in table["rows"])

    def test_says_exactly_what_the_reviewed_table_says_and_names_its_sources(self) -> None:
        slots = {"compared_treatments": ["botox", "fractional_laser"]}
        (message,), _ = run(CompareTreatments(), tracker("compare_treatments", slots))
        comparison = load_comparison()
        for treatment in slots["compared_treatments"]:
            for aspect in ("onset", "duration", "downtime", "pain", "invasiveness", "cost", "evidence"):
                cell = comparison.cell(treatment, aspect)
                assert cell.text in message["comparison"]
                assert set(cell.sources) <= set(message["metadata"]["sources"])
        assert message["metadata"]["review_by"] == comparison.review_by.isoformat()

    def test_one_treatment_is_compared_with_the_one_talked_about(self) -> None:
        slots = {"compared_treatments": ["fractional_laser"], "treatment": "botox"}
        (message,), _ = run(CompareTreatments(), tracker("compare_treatments", slots, channel="website"))
        assert len(message["custom"]["table"]["columns"]) == 3

    @pytest.mark.parametrize("slots", [{}, {"compared_treatments": ["botox"]}, {"compared_treatments": ["botox"] * 2}])
    def test_asks_which_ones_when_fewer_than_two_are_known(self, slots: Dict[str, Any]) -> None:
        messages, events = run(CompareTreatments(), tracker("compare_treatments", slots))
        assert [m["response"] for m in messages] == ["utter_ask_compared_treatments"] and events == [ANSWERED]


def test_a_failing_action_speaks_and_logs_the_same_id_and_no_words_of_the_visitor(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions.compare_treatments, "load_comparison", broken)
    with caplog.at_level(logging.ERROR):
        (message,), events = run(CompareTreatments(), tracker("compare_treatments"))
    assert message["response"] == "utter_action_failed" and events == [ANSWERED]
    assert message["error_id"] in caplog.text and "disk full" in caplog.text
    assert "secret words" not in caplog.text
