"""STAC Browser and QGIS, by the requests that they make.

QGIS: QgsStacSourceSelect takes the landing page's link that ends in /collections and its last link `search`, asks for
collections, then for items by GET, and follows `next` by GET. STAC Browser does all that from another origin, and posts too.
"""

import re

import pytest
import requests
from conftest import collection, scenes, scenes_of

elsewhere = {"origin": "https://radiantearth.github.io"}
stac_version = re.compile(r"1\.\d+\.\d+$")


def get(url: str, **parameters: str) -> requests.Response:
    answer = requests.get(url, params=parameters, headers=elsewhere)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer


def link(document: dict, rel: str) -> str | None:
    return next((link["href"] for link in document["links"] if link["rel"] == rel), None)


class TestQgis:
    @pytest.fixture()
    def landing(self, api):
        return get(api).json()

    def test_the_landing_page_has_what_it_parses(self, landing):
        assert landing["type"] == "Catalog" and stac_version.match(landing["stac_version"])
        assert isinstance(landing["id"], str) and isinstance(landing["description"], str)
        assert "https://api.stacspec.org/v1.0.0/item-search" in landing["conformsTo"]
        assert all(isinstance(link["href"], str) and isinstance(link["rel"], str) for link in landing["links"])
        assert any(link["href"].endswith("/collections") for link in landing["links"])

    def test_collections_have_what_it_parses(self, landing):
        url = next(link["href"] for link in landing["links"] if link["href"].endswith("/collections"))
        page = get(url).json()
        assert isinstance(page["links"], list)
        for found in page["collections"]:
            assert stac_version.match(found["stac_version"]) and found["description"] and found["license"]
            assert all(len(box) in (4, 6) for box in found["extent"]["spatial"]["bbox"])
            assert all(len(interval) == 2 for interval in found["extent"]["temporal"]["interval"])

    def test_it_searches_and_scrolls(self, landing):
        url = [link["href"] for link in landing["links"] if link["rel"] == "search"][-1]
        query = {"collections": f"composites,{collection}", "bbox": "5.5,45.8,8,47.2", "limit": "4"}
        found = []
        page = get(url, **query).json()
        for _ in range(10):
            for item in page["features"]:
                assert stac_version.match(item["stac_version"]) and len(item["bbox"]) in (4, 6)
                assert all(isinstance(asset["href"], str) for asset in item["assets"].values())
            found += [item["id"] for item in page["features"] if item["collection"] == collection]
            following = link(page, "next")
            if following is None:
                break
            page = get(following).json()
        assert found == scenes

    def test_its_time_range_in_utc(self, landing):
        url = [link["href"] for link in landing["links"] if link["rel"] == "search"][-1]
        page = get(url, collections=collection, datetime="2026-06-05T00:00:00.000Z/2026-06-10T23:59:59.000Z").json()
        assert [item["id"] for item in page["features"]] == scenes_of(day="20260610") + scenes_of(day="20260605")

    def test_assets_that_it_may_stream_say_that_they_are_cogs(self, item):
        assert item.assets["B04"].media_type == "image/tiff; application=geotiff; profile=cloud-optimized"


class TestStacBrowser:
    def test_media_types(self, api):
        assert get(api).headers["content-type"].startswith("application/json")
        assert get(f"{api}/search").headers["content-type"].startswith("application/geo+json")
        assert get(f"{api}/collections/{collection}/items").headers["content-type"].startswith("application/geo+json")
        one = get(f"{api}/collections/{collection}/items/{scenes[0]}")
        assert one.headers["content-type"].startswith("application/geo+json")

    def test_every_link_that_it_may_follow_answers(self, api):
        for start in (api, f"{api}/collections/{collection}", f"{api}/collections/{collection}/items/{scenes[0]}"):
            for link in get(start).json()["links"]:
                if link.get("method", "GET") == "GET" and link["href"].startswith(api):
                    answer = get(link["href"])
                    if "type" in link:
                        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0], link

    def test_it_walks_down_and_up(self, api):
        landing = get(api).json()
        children = {link["href"] for link in landing["links"] if link["rel"] == "child"}
        assert f"{api}/collections/{collection}" in children
        opened = get(f"{api}/collections/{collection}").json()
        item = get(link(opened, "items")).json()["features"][0]
        assert link(item, "collection") == link(opened, "self") and link(opened, "root") == link(item, "root") == api

    def test_it_asks_before_it_posts(self, api):
        asked = {**elsewhere, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        answer = requests.options(f"{api}/search", headers=asked)
        assert answer.status_code in (200, 204)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "POST" in answer.headers["access-control-allow-methods"]
        assert "content-type" in answer.headers["access-control-allow-headers"].lower()
        found = requests.post(f"{api}/search", json={"limit": 2, "collections": [collection]}, headers=elsewhere)
        assert found.headers["access-control-allow-origin"] == "*"
        following = next(link for link in found.json()["links"] if link["rel"] == "next")
        assert following["method"] == "POST"
        body = {"limit": 2, "collections": [collection], **following.get("body", {})} if following.get("merge") else following["body"]
        more = requests.post(following["href"], json=body).json()
        assert [item["id"] for item in more["features"]] == scenes[2:4]

    def test_errors_can_be_read_from_elsewhere(self, api):
        answer = requests.get(f"{api}/search", params={"limit": "x"}, headers=elsewhere)
        assert answer.status_code == 400 and answer.headers["access-control-allow-origin"] == "*"

    def test_thumbnails_can_be_shown(self, item, sign):
        thumbnail = item.assets["thumbnail"]
        answer = requests.get(sign(thumbnail.href))
        assert answer.headers["content-type"] == thumbnail.media_type == "image/webp"
