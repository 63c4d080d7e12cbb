"""The planetary-computer package, with PC_SDK_SAS_URL pointing here.

It signs hosts of Azure only. The local stack's blobs lie under the same account at a loopback address, so what it signs is
given Azure's host before, and the stack's after.
"""

import os

import planetary_computer
import pystac
import pytest
import requests
from conftest import collection, scenes

azure = "https://devstoreaccount1.blob.core.windows.net"
local = os.environ["REVISIT_BLOBS"]


def in_azure(item: pystac.Item) -> pystac.Item:
    for asset in item.assets.values():
        asset.href = asset.href.replace(local, azure)
    return item


def read(signed: str) -> bytes:
    answer = requests.get(signed.replace(azure, local))
    assert answer.status_code == 200, answer.text
    return answer.content


def test_without_a_token_nothing_can_be_read(item):
    assert requests.get(item.assets["B04"].href).status_code in (403, 404, 409)


def test_an_item_whose_every_asset_can_then_be_read(item):
    signed = planetary_computer.sign(in_azure(item))
    assert set(signed.assets) == {"B02", "B03", "B04", "B08", "SCL", "granule-metadata", "thumbnail"}
    for asset in signed.assets.values():
        assert len(read(asset.href)) == asset.extra_fields["file:size"]


def test_an_item_collection(client):
    items = client.search(collections=[collection], max_items=3).item_collection()
    signed = planetary_computer.sign(pystac.ItemCollection(map(in_azure, items), clone_items=False))
    assert [item.id for item in signed] == scenes[:3]
    for item in signed:
        assert read(item.assets["B02"].href)[:4] == b"II*\0"


def test_a_url_once(item):
    signed = planetary_computer.sign(in_azure(item).assets["SCL"].href)
    assert read(signed)[:4] == b"II*\0"
    assert planetary_computer.sign(signed) == signed


def test_a_collection_token(revisit, item):
    answer = requests.get(f"{revisit}/api/sas/v1/token/{collection}").json()
    assert set(answer) == {"token", "msft:expiry"}
    assert read(f"{item.assets['B02'].href}?{answer['token']}")[:4] == b"II*\0"


def test_a_container_that_no_collection_publishes_is_refused(revisit):
    with pytest.raises(requests.HTTPError, match="404"):
        planetary_computer.sign(f"{azure}/revisit-jobs/plan.json")


def test_tokens_read_and_list_and_do_no_more(revisit, item):
    token = requests.get(f"{revisit}/api/sas/v1/token/{collection}").json()["token"]
    listed = requests.get(f"{local}/{collection}?restype=container&comp=list&{token}")
    assert listed.status_code == 200 and f"{scenes[0]}/B02.tif" in listed.text
    href = f"{item.assets['B02'].href}?{token}"
    assert requests.put(href, data=b"x", headers={"x-ms-blob-type": "BlockBlob"}).status_code == 403
    assert requests.delete(href).status_code == 403
