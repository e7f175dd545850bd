#!/usr/bin/env bash
# The database server that the tests stop: Debian's PostgreSQL, installed where it is missing and we may.
set -euo pipefail
found() { command -v pg_ctl >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; }
found && exit 0
stop() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }
command -v apt-get >/dev/null || stop "the tests start a PostgreSQL of their own. Install one and put its initdb and pg_ctl on the PATH"
sudo=""
[ "$(id -u)" = 0 ] || { sudo=$(command -v sudo) || stop "the tests start a PostgreSQL of their own. As root: apt-get install postgresql"; }
echo "Installing PostgreSQL for the tests (about 60 MB) ..."
mkdir -p var
{ $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >var/postgresql.log 2>&1 \
  || stop "apt-get could not install postgresql; details: var/postgresql.log"
