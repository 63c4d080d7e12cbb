"""docs/clients.md: every example is run, in order, those of Python in one interpreter as a reader would paste them."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

page = pathlib.Path(__file__, "../../../../docs/clients.md").resolve()
#: The address that the page gives.
documented = "http://127.0.0.1:7071"


def examples() -> list[tuple[str, str]]:
    return re.findall(r"^```(python|sh)\n(.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def interpreter() -> dict:
    return {"__name__": "examples"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> pathlib.Path:
    return tmp_path_factory.mktemp("examples")


def heading(code: str) -> str:
    return next((line for line in code.splitlines() if line and not line.startswith(("import", "from"))), code)[:60]


@pytest.mark.parametrize("language, code", examples(), ids=lambda value: heading(value) if "\n" in value else value)
def test_example(language, code, interpreter, folder, revisit, monkeypatch):
    monkeypatch.chdir(folder)
    code = code.replace(documented, revisit)
    if language == "python":
        exec(compile(code, str(page), "exec"), interpreter)
        return
    path = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-euc", code], env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
