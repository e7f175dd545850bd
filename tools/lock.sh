#!/usr/bin/env bash
# Resolves pyproject.toml for Python 3.10 into requirements.lock: hashes for every file, no address of a registry.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .uv/bin/uv)
"$uv" pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.10 --python .venv/bin/python \
  --generate-hashes --no-emit-index-url --no-header --override requirements.overrides --output-file requirements.lock
