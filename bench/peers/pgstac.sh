#!/bin/sh
# Makes a pgstac database of the bench's items in a folder, unless it is there, and starts its server on a socket in it.
#   bench/peers/pgstac.sh start DIR ITEMS     bench/peers/pgstac.sh stop DIR
# Needs Debian's postgresql-15 and postgresql-15-postgis-3, python3 with venv, and pypgstac from PyPI.
# Settings: 1 GB of shared buffers (the peer may keep more in memory than we do), no JIT, months as partitions,
# commits as durable as SQLite's in write-ahead mode. Root can't run PostgreSQL: then the user `postgres` does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=/usr/lib/postgresql/15/bin
dir=$2
venv=$(dirname "$dir")/pgstac-venv
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ "$1" = stop ]; then
  as "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null
  exit
fi

mkdir -p "$dir"
[ "$(id -u)" != 0 ] || chown postgres "$dir"
if [ ! -f "$venv/complete" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q 'pypgstac[psycopg]==0.9.11'
  touch "$venv/complete"
fi
export PGHOST="$dir" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
[ -f "$dir/complete" ] || { [ ! -d "$dir/data" ] || { as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -r "$dir/data"; }; }
[ -d "$dir/data" ] || as "$bin/initdb" -D "$dir/data" -U postgres -E UTF8 >/dev/null
as "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 300 -o "-k $dir -p 5432 -c listen_addresses='' \
  -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=256MB -c max_wal_size=8GB -c random_page_cost=1.1 \
  -c effective_cache_size=8GB -c jit=off -c synchronous_commit=off" start >/dev/null
if [ ! -f "$dir/complete" ]; then
  "$venv/bin/pypgstac" migrate >/dev/null
  "${NODE:-node}" "$here/../search/write-items.ts" collection | "$venv/bin/pypgstac" load collections stdin --method upsert
  export PGOPTIONS='-c search_path=pgstac,public'
  psql -qc "UPDATE collections SET partition_trunc = 'month'"
  began=$(date +%s)
  "${NODE:-node}" "$here/../search/write-items.ts" "$3" | "$venv/bin/pypgstac" load items stdin --method insert --chunksize 20000 2>"$dir/load.log"
  echo $(($(date +%s) - began)) >"$dir/seconds"
  psql -qc 'VACUUM ANALYZE'
  touch "$dir/complete"
fi
