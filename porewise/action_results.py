"""Rasa's check of what an action server answers, without its 20 ms.

Rasa calls `jsonschema.validate`, which each time first checks Rasa's own, constant schema against that of JSON Schema.
Here the schema is checked once, and each answer as before.
"""

from __future__ import annotations

from typing import Any, Dict

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """Make Rasa's remote actions use one validator; a wrong answer still raises jsonschema.ValidationError."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
