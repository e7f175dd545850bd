"""The Rasa policy that carries out a plan of `porewise.dialogue.plan`."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.constants import POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from porewise.dialogue.follow_ups import load_follow_ups
from porewise.dialogue.plan import COMPARE, NO_COMPARISON, Planner
from porewise.dialogue.steps import Step
from porewise.dialogue.turns import Turns

ABOVE_RULES = 7  # RulePolicy has 6; of two sure predictions that of the higher priority is taken


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class PlanPolicy(Policy):
    """Predicts the next step of the plan for this turn, then to listen; nothing where there is no plan."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`priority`: above that of RulePolicy."""
        return {POLICY_PRIORITY: ABOVE_RULES}

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PlanPolicy:
        """Make the policy: there is nothing to load (see parent class)."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn (see parent class)."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Certainty for the step that is due, with the slots to set before it; no opinion without a plan."""
        planner = self._planner(domain)
        due = _due(planner.plan(tracker), tracker)
        if due is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(due.action)] = 1.0
        slots = [SlotSet(name, value) for name, value in due.slots.items() if tracker.get_slot(name) != value]
        return self._prediction(probabilities, optional_events=slots)

    def _planner(self, domain: Domain) -> Planner:
        if getattr(self, "_domain", None) is not domain:
            self._domain, self._of_domain = domain, Planner(domain, load_follow_ups())
        return self._of_domain


def _due(plan: List[Step], tracker: DialogueStateTracker) -> Optional[Step]:
    """The first step of the plan that was not done; to listen after the last; None without a plan."""
    if not plan:
        return None
    done = Turns(tracker).done()
    steps = list(plan)
    if COMPARE in done and not tracker.get_slot("action_answered"):  # the action server is down
        steps.insert(done.index(COMPARE) + 1, Step(NO_COMPARISON))
    return steps[len(done)] if len(done) < len(steps) else Step(ACTION_LISTEN_NAME)
