"""What all tests of clients share. `REVISIT` is the stack's address, `REVISIT_BLOBS` its blob endpoint."""

import os

import pystac_client
import pytest
import requests

collection = "sentinel-2-l2a"

passes = {
    "20260605": "S2A",
    "20260610": "S2B",
    "20260615": "S2A",
    "20260620": "S2B",
    "20260625": "S2A",
}

#: The made scenes: two tiles on five days, newest first, as searches sort them.
scenes = [f"{passes[day]}_{tile}_{day}_0_L2A" for day in reversed(passes) for tile in ("31TGM", "32TLS")]


def scenes_of(*, satellite: str = "S2", tile: str = "", day: str = "") -> list[str]:
    return [scene for scene in scenes if scene.startswith(satellite) and tile in scene and day in scene]


@pytest.fixture(scope="session")
def revisit() -> str:
    return os.environ["REVISIT"]


@pytest.fixture(scope="session")
def api(revisit) -> str:
    return f"{revisit}/api/stac/v1"


@pytest.fixture(scope="session")
def client(api) -> pystac_client.Client:
    return pystac_client.Client.open(api)


@pytest.fixture(scope="session")
def sign(revisit):
    """Signs one URL by the service, wherever the blob lies."""

    def sign_href(href: str) -> str:
        answer = requests.get(f"{revisit}/api/sas/v1/sign", params={"href": href})
        answer.raise_for_status()
        return answer.json()["href"]

    return sign_href


@pytest.fixture()
def item(client):
    return client.get_collection(collection).get_item(scenes[0])
