"""schemathesis: requests made from the OpenAPI document, valid and not, and what comes back held against the document.

Runs last: it writes and deletes what it finds.
"""

import pathlib
import re
import subprocess
import sys

import pytest
import requests

checks = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]


def run(api: str, seconds: int, *options: str) -> str:
    program = str(pathlib.Path(sys.executable).with_name("schemathesis"))
    options = ("--request-timeout", "10", "--no-color", "--seed", "1", "--max-time", str(seconds), *options)
    done = subprocess.run(
        [program, "run", f"{api}/api", *options],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
    )
    assert done.returncode == 0, re.sub(r"(?s)^.*?=+ (?=ERRORS|FAILURES)", "", done.stdout)[:8000] + done.stderr
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated and int(generated[1]) > 100, done.stdout
    return done.stdout


def test_both_versions_of_the_document_are_served(api):
    for accept, version in (("*/*", "3.1"), ("application/vnd.oai.openapi+json;version=3.0", "3.0")):
        answer = requests.get(f"{api}/api", headers={"accept": accept})
        assert answer.json()["openapi"].startswith(version)
        assert f"version={version}" in answer.headers["content-type"]


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_reading(api, mode):
    run(api, 6, "--include-method", "GET", "--max-examples", "15", "--phases", "coverage,fuzzing",
        "--checks", ",".join(checks), "--mode", mode)  # fmt: skip


def test_searching_by_post(api):
    run(api, 8, "--include-path", "/search", "--max-examples", "100", "--phases", "coverage,fuzzing",
        "--checks", ",".join(checks), "--mode", "all")  # fmt: skip


def test_writing(api):
    # Header values that HTTP has no room for are refused by the server before any function sees them: no negative mode.
    run(api, 8, "--max-examples", "10", "--phases", "coverage,fuzzing,stateful",
        "--checks", ",".join(checks), "--mode", "positive")  # fmt: skip
