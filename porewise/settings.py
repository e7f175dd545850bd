"""Every address, secret and switch of the project: its environment variable and its embedded default.

`endpoints.yml` and `credentials.yml` name the variables; Rasa's YAML has no syntax for a default. So this module
puts the defaults into the environment, and `make setup` has Python import it at start (docs/decisions/0002), which
makes plain `rasa train` or `rasa shell` work with nothing set. It imports nothing but the standard library's `os`
and `pathlib`, because every Python process of the environment pays for it.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

DEFAULTS = {
    # Addresses
    "RASA_PORT": "5005",  # Rasa: website channel and demo page
    "ACTIONS_PORT": "5055",
    "ACTION_ENDPOINT_URL": "http://localhost:{ACTIONS_PORT}/webhook",
    "DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'conversations.db'}",
    # Files
    "CLINIC_FILE": str(ROOT / "clinic.yml"),
    # Website channel: the key that signs visitors' sessions (empty: one is made up and kept beside the log), sites that
    # may embed it, where chats are kept (redis://... for several Rasa processes), how many proxies stand in front
    "WEBSITE_SECRET": "",
    "WEBSITE_SECRET_BEFORE": "",
    "WEBSITE_ORIGINS": "",
    "WEBSITE_LOG": f"sqlite:///{ROOT / 'var' / 'chats.db'}",
    "WEBSITE_PROXIES": "0",
    # Nothing of a clinic's goes to Rasa's servers, and no noise in the terminal
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # One thread for linear algebra: a message is too small to share, and the threads' waiting doubles its cost
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def set_defaults() -> None:
    """Put each default into the environment where the variable is not set yet."""
    for name, default in DEFAULTS.items():
        if name not in os.environ:
            os.environ[name] = default.format(**os.environ) if "{" in default else default


set_defaults()
