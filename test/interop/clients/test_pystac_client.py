"""pystac-client, as its documentation uses it."""

import json
import subprocess
import sys

import pytest
from conftest import collection, scenes, scenes_of
from pystac_client.exceptions import APIError

lake = {"type": "Polygon", "coordinates": [[[6.1, 46.2], [6.9, 46.2], [6.9, 46.5], [6.1, 46.5], [6.1, 46.2]]]}
far_east = [100, -10, 110, 0]
methods = pytest.mark.parametrize("method", ["GET", "POST"])


def found(client, **search) -> list[str]:
    search.setdefault("collections", [collection])
    return [item["id"] for item in client.search(**search).items_as_dicts()]


def test_the_client_finds_every_feature_that_it_knows_by_conformance_classes(client):
    names = ("CORE", "COLLECTIONS", "FEATURES", "ITEM_SEARCH", "FIELDS", "SORT", "QUERY", "FILTER")
    assert [name for name in names if not client.conforms_to(name)] == []


def test_collections_are_listed_and_opened(client):
    assert {"composites", collection} <= {found.id for found in client.get_collections()}
    opened = client.get_collection(collection)
    assert opened.title == "Sentinel-2 Level-2A"
    assert opened.extent.spatial.bboxes == [[-180, -90, 180, 90]]


def test_items_of_a_collection(client):
    opened = client.get_collection(collection)
    assert [item.id for item in opened.get_items()] == scenes
    assert opened.get_item(scenes[3]).id == scenes[3]
    assert [item.id for item in opened.get_items(scenes[3], scenes[5])] == [scenes[3], scenes[5]]
    assert set(scenes) <= {item.id for item in client.get_items(recursive=True)}


@methods
def test_everything_newest_first(client, method):
    assert found(client, method=method) == scenes


@methods
@pytest.mark.parametrize("limit", [1, 3, 4, 10])
def test_pages_hold_every_item_once(client, method, limit):
    pages = [len(page) for page in client.search(method=method, collections=[collection], limit=limit).pages()]
    assert pages[:-1] == [limit] * (len(pages) - 1) and sum(pages) == len(scenes)
    assert found(client, method=method, limit=limit) == scenes


@methods
def test_max_items(client, method):
    assert found(client, method=method, limit=2, max_items=5) == scenes[:5]


@methods
def test_ids(client, method):
    assert found(client, method=method, ids=[scenes[7], "nosuch"]) == [scenes[7]]


@methods
def test_bbox(client, method):
    assert found(client, method=method, bbox=[6, 46, 6.9, 46.8]) == scenes
    assert found(client, method=method, bbox=far_east) == []


@methods
def test_intersects(client, method):
    assert found(client, method=method, intersects=lake) == scenes
    assert found(client, method=method, intersects={"type": "Point", "coordinates": [5.7, 46.4]}) == scenes_of(
        tile="31TGM"
    )


@methods
@pytest.mark.parametrize(
    "datetime, days",
    [
        ("2026-06-10", ["20260610"]),
        ("2026-06", ["20260625", "20260620", "20260615", "20260610", "20260605"]),
        ("2026-06-10/2026-06-15", ["20260615", "20260610"]),
        ("2026-06-20/..", ["20260625", "20260620"]),
        ("../2026-06-05", ["20260605"]),
        ("2026-06-10T10:36:29Z", ["20260610"]),
        ("2026-06-10T12:36:29+02:00", ["20260610"]),
    ],
)
def test_datetime(client, method, datetime, days):
    assert found(client, method=method, datetime=datetime) == [scene for day in days for scene in scenes_of(day=day)]


@methods
@pytest.mark.parametrize(
    "text, expected",
    [
        ("platform = 'sentinel-2b'", scenes_of(satellite="S2B")),
        ("\"grid:code\" LIKE 'MGRS-31%'", scenes_of(tile="31TGM")),
        ("platform = 'sentinel-2a' AND NOT (\"grid:code\" = 'MGRS-31TGM')", scenes_of(satellite="S2A", tile="32TLS")),
        ("gsd BETWEEN 9 AND 11", scenes),
        ("gsd > 10", []),
        ("S_INTERSECTS(geometry, POINT(5.7 46.4))", scenes_of(tile="31TGM")),
        ("datetime >= TIMESTAMP('2026-06-20T00:00:00Z')", scenes_of(day="20260625") + scenes_of(day="20260620")),
        ("\"view:off_nadir\" IS NULL", scenes),
    ],
)
def test_filter_as_text_which_pystac_client_turns_into_json_for_post(client, method, text, expected):
    assert found(client, method=method, filter=text) == expected


@methods
def test_filter_as_json_which_pystac_client_turns_into_text_for_get(client, method):
    same = {"op": "=", "args": [{"property": "platform"}, "sentinel-2b"]}
    assert found(client, method=method, filter=same) == scenes_of(satellite="S2B")


@methods
def test_filter_language_named(client, method):
    assert found(client, method=method, filter="platform = 'sentinel-2b'", filter_lang="cql2-text") == scenes_of(
        satellite="S2B"
    )


@methods
def test_query(client, method):
    clouds = {item.id: item.properties["eo:cloud_cover"] for item in client.search(collections=[collection]).items()}
    clear = [scene for scene in scenes if clouds[scene] < 30]
    assert 0 < len(clear) < len(scenes)
    assert found(client, method=method, query={"eo:cloud_cover": {"lt": 30}}) == clear
    assert found(client, method=method, query=["eo:cloud_cover<30"]) == clear
    assert found(client, method=method, query=["platform=sentinel-2b"]) == scenes_of(satellite="S2B")


@methods
def test_sortby(client, method):
    oldest_first = sorted(scenes, key=lambda scene: (scene.split("_")[2], scene.split("_")[1]))
    assert found(client, method=method, sortby="+datetime,+id") == oldest_first
    assert found(client, method=method, sortby=["+properties.datetime", "+id"], limit=3) == oldest_first
    by_id = [{"field": "id", "direction": "desc"}]
    assert found(client, method=method, sortby=by_id) == sorted(scenes, reverse=True)


@methods
def test_fields(client, method):
    search = {"method": method, "collections": [collection], "max_items": 1}
    (only,) = client.search(**search, fields=["id", "properties.datetime"]).items_as_dicts()
    assert set(only) <= {"id", "collection", "properties", "type", "stac_version", "links"}
    assert set(only["properties"]) == {"datetime"}
    (rest,) = client.search(**search, fields={"exclude": ["assets", "geometry"]}).items_as_dicts()
    assert "assets" not in rest and "geometry" not in rest and rest["properties"]["platform"] == "sentinel-2a"


@methods
@pytest.mark.parametrize(
    "search, expected",
    [
        ({}, scenes),
        ({"datetime": "2026-06-10/2026-06-20"}, [scene for scene in scenes if "20260610" <= scene.split("_")[2] <= "20260620"]),
        ({"bbox": [5, 45, 9, 48]}, scenes),
        ({"query": {"eo:cloud_cover": {"gte": 0}}}, scenes),
        ({"filter": "platform = 'sentinel-2b'"}, scenes_of(satellite="S2B")),
    ],
)
def test_matched(client, method, search, expected):
    assert client.search(method=method, collections=[collection], **search).matched() == len(expected)


def test_search_without_collections(client):
    assert set(scenes) <= {item.id for item in client.search(bbox=[6, 46, 6.9, 46.8]).items()}


def test_queryables(client):
    assert {"id", "datetime", "geometry"} <= set(client.get_queryables()["properties"])
    opened = client.get_collection(collection).get_queryables()
    assert opened["$id"].endswith(f"/collections/{collection}/queryables")
    assert {"eo:cloud_cover", "platform"} <= set(opened["properties"])
    assert "properties" in client.get_merged_queryables([collection, "composites"])


@pytest.mark.filterwarnings("ignore::pystac_client.warnings.DoesNotConformTo")
def test_collection_search(client):
    assert [found.id for found in client.collection_search(q="sentinel").collections()] == [collection]
    everywhere = client.collection_search(bbox=[6, 46, 7, 47]).collections()
    assert {"composites", collection} <= {found.id for found in everywhere}


@methods
def test_a_bad_search_says_which_parameter_is_wrong(client, method):
    with pytest.raises(APIError, match='"field":"filter","message":"at position 7'):
        found(client, method=method, filter="nosuch(", filter_lang="cql2-text")
    with pytest.raises(APIError, match='"field":"bbox"'):
        found(client, method=method, bbox=[6, 47, 7, 46])


def command_line(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pystac_client.cli", *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestCommandLine:
    def ids(self, api, *arguments):
        answer = json.loads(command_line("search", api, "-c", collection, *arguments))
        return [feature["id"] for feature in answer["features"]]

    def test_search(self, api):
        assert self.ids(api, "--datetime", "2026-06-10", "--bbox", "6", "46", "7", "47") == scenes_of(day="20260610")

    def test_filter(self, api):
        text = ["--filter", "platform = 'sentinel-2b'", "--filter-lang", "cql2-text"]
        as_json = ["--filter", '{"op":"=","args":[{"property":"platform"},"sentinel-2b"]}']
        assert self.ids(api, *text) == self.ids(api, *as_json) == scenes_of(satellite="S2B")

    def test_query_sends_numbers_as_text(self, api):
        assert self.ids(api, "--query", "eo:cloud_cover<=100", "gsd=10") == scenes
        assert self.ids(api, "--query", "eo:cloud_cover<0") == []

    def test_sortby_and_fields(self, api):
        answer = json.loads(
            command_line("search", api, "-c", collection, "--sortby=+datetime", "--fields", "id", "--max-items", "1")
        )
        assert [feature["id"] for feature in answer["features"]] == scenes_of(day="20260605")[:1]

    def test_matched(self, api):
        assert command_line("search", api, "-c", collection, "--matched").strip() == f"{len(scenes)} items matched"

    def test_collections(self, api):
        assert collection in [found["id"] for found in json.loads(command_line("collections", api))]
