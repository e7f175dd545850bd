#!/usr/bin/env bash
# The browser of the tests: Debian's Chromium, installed where it is missing and we may.
set -euo pipefail
command -v "${CHROMIUM:-chromium}" >/dev/null && exit 0
stop() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }
command -v apt-get >/dev/null || stop "the tests drive a Chromium. Install one and give its path: make test CHROMIUM=/path/to/chromium"
sudo=""
[ "$(id -u)" = 0 ] || { sudo=$(command -v sudo) || stop "the tests drive a Chromium. As root: apt-get install chromium"; }
echo "Installing Chromium for the tests (about 100 MB) ..."
mkdir -p var
{ $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >var/chromium.log 2>&1 \
  || stop "apt-get could not install chromium; details: var/chromium.log"
