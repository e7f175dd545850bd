#!/usr/bin/env bash
# Makes the Python 3.10 environment in .venv: finds or brings uv, finds or brings Python 3.10, installs the hashed lock.
# Does nothing when it is there already and fits. Each failure is one line that says what to do.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION="0.13.9"
LOG=var/setup.log
STAMP=.venv/.made-from
say() { printf '%s\n' "$*"; }
stop() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }

wanted=$(cat requirements.lock pyproject.toml spacy_model/pyproject.toml .python-version tools/setup.sh | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1)
[ "$(cat "$STAMP" 2>/dev/null)" = "$wanted" ] && exit 0

run() { # run COMMAND...: output to the log; on failure the likely reason
  if ! "$@" >>"$LOG" 2>&1; then
    if grep -qiE 'error sending request|dns error|connection (refused|timed out)|name resolution|network is unreachable|failed to fetch|NewConnectionError|No matching distribution found for uv' "$LOG"; then
      stop "a package could not be downloaded. Is there a network? Run the same command again; details: $LOG"
    fi
    stop "'$1 ${2-}' failed. The last lines of $LOG say why: $(tail -n 1 "$LOG")"
  fi
}

find_uv() {
  command -v uv 2>/dev/null && return
  [ -x .uv/bin/uv ] && { echo .uv/bin/uv; return; }
  return 1
}

bring_uv() {
  local python
  python=$(command -v python3 || command -v python) || stop "there is no Python. Install any Python 3, then run this again."
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null \
    || stop "$("$python" --version 2>&1) is too old to bring uv. Install Python 3.8 or later, or uv itself."
  say "Bringing uv $UV_VERSION (it installs the packages) ..."
  "$python" -m venv .uv >>"$LOG" 2>&1 || stop "'$python -m venv' failed. On Debian or Ubuntu: apt-get install python3-venv"
  run .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}

# Prints the interpreter under a Python 3.10 (of a virtual environment, perhaps the very one to be made anew), else fails.
BASE_OF_310='import os, sys; sys.version_info[:2] == (3, 10) or sys.exit(1); print(os.path.realpath(sys._base_executable))'

find_python() { # pyenv's shims exist even for versions that are not active, so each candidate is tried
  local candidate
  for candidate in "${PYTHON310:-}" "$(command -v python3.10 || true)" "$HOME"/.pyenv/versions/3.10.*/bin/python3.10 /opt/python3.10/bin/python3.10; do
    [ -n "$candidate" ] && [ -x "$candidate" ] \
      && "$candidate" -c "$BASE_OF_310" 2>/dev/null && return
  done
  "$UV" python find --managed-python 3.10 2>/dev/null
}

mkdir -p var
: >"$LOG"
[ -z "${PYTHON310:-}" ] || "$PYTHON310" -c "$BASE_OF_310" >/dev/null 2>&1 \
  || stop "PYTHON310=$PYTHON310 is not a Python 3.10. Rasa 3.6 needs exactly that; leave the variable out to have one found."
UV=$(find_uv) || { bring_uv; UV=.uv/bin/uv; }
PYTHON=$(find_python) || {
  say "Bringing Python 3.10 (Rasa 3.6 runs on no later one) ..."
  "$UV" python install 3.10 >>"$LOG" 2>&1 \
    || stop "no Python 3.10 here, and it could not be downloaded. Install it (pyenv install 3.10) or give its path: make PYTHON310=/path/to/python3.10"
  PYTHON=$("$UV" python find --managed-python 3.10)
}

say "Making the environment .venv with $("$PYTHON" --version) ..."
run "$UV" venv --clear --python "$PYTHON" .venv
say "Installing $(grep -cE '^[a-z]' requirements.lock) locked packages (about 2 GB, one to three minutes) ..."
run "$UV" pip sync --compile-bytecode --python .venv/bin/python --require-hashes requirements.lock
run "$UV" pip install --python .venv/bin/python --no-deps --no-build-isolation --editable . --editable ./spacy_model
# Plain `rasa ...` in this environment gets the project's defaults too (docs/decisions/0002).
echo 'import porewise.settings' >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/porewise_defaults.pth"
echo "$wanted" >"$STAMP"
