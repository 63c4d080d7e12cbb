"""Asks pgstac as stac-fastapi-pgstac does: one call of search() on a connection that is kept, and the answer as JSON text.

Reads a search a line as JSON; writes a line for each: milliseconds, length of the text, ids, and the token of the next page.
Only the call and the transfer of the text are timed.
    pgstac_searches.py SOCKET_FOLDER
"""

import json
import sys
import time

import psycopg

options = "-c search_path=pgstac,public"
with psycopg.connect(host=sys.argv[1], user="postgres", dbname="postgres", options=options, autocommit=True) as connection:
    for line in sys.stdin:
        began = time.perf_counter()
        (text,) = connection.execute("SELECT search(%s::text::jsonb)::text", [line]).fetchone()
        milliseconds = (time.perf_counter() - began) * 1000
        page = json.loads(text)
        tokens = [link["href"].partition("token=")[2] for link in page["links"] if link["rel"] == "next"]
        answer = {
            "milliseconds": milliseconds,
            "characters": len(text),
            "ids": [feature["id"] for feature in page["features"]],
            "next": tokens[0] if tokens else None,
        }
        print(json.dumps(answer), flush=True)
