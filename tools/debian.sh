#!/usr/bin/env bash
# What the tests need beside Python, from Debian, installed where it is missing and we may.
# tools/debian.sh chromium      the browser that they drive
# tools/debian.sh postgresql    the database server that they stop
# tools/debian.sh redis-server  the store of several Rasa processes' chats, which they stop too
# tools/debian.sh npm           what brings the builder of the chat, which they build anew
set -euo pipefail
package=${1:-}
stop() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }
case $package in
  chromium)
    found() { command -v "${CHROMIUM:-chromium}" >/dev/null; }
    need="the tests drive a Chromium" size=100 else="Install one and give its path: make test CHROMIUM=/path/to/chromium" ;;
  postgresql)
    found() { command -v pg_ctl >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; }
    need="the tests start a PostgreSQL of their own" size=60 else="Install one and put its initdb and pg_ctl on the PATH" ;;
  redis-server)
    found() { command -v redis-server >/dev/null; }
    need="the tests start a Redis of their own" size=10 else="Install one and put redis-server on the PATH" ;;
  npm)
    found() { command -v npm >/dev/null; }
    need="npm brings what builds the chat" size=150 else="Install Node.js 18 or later with npm" ;;
  *) stop "say which: tools/debian.sh chromium, postgresql, redis-server or npm" ;;
esac
found && exit 0
command -v apt-get >/dev/null || stop "$need. $else"
sudo=""
[ "$(id -u)" = 0 ] || { sudo=$(command -v sudo) || stop "$need. As root: apt-get install $package"; }
echo "Installing $package for the tests (about $size MB) ..."
mkdir -p var
{ $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } >"var/$package.log" 2>&1 \
  || stop "apt-get could not install $package; details: var/$package.log"
