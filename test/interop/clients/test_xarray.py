"""odc-stac and stackstac: signed assets as arrays, compared with the files that they come from."""

import numpy
import odc.stac
import pystac
import pytest
import rasterio
import requests
import stackstac
from conftest import collection, scenes_of
from rasterio.io import MemoryFile


@pytest.fixture(scope="module")
def items(client) -> list[pystac.Item]:
    search = client.search(collections=[collection], ids=scenes_of(tile="32TLS"), sortby="+datetime")
    return list(search.items())


def pixels(href: str) -> numpy.ndarray:
    with MemoryFile(requests.get(href).content) as memory, memory.open() as dataset:
        return dataset.read(1)


def test_odc_stac_loads_a_tile_as_it_is(items, sign):
    cube = odc.stac.load(items, bands=["B04", "B08"], patch_url=sign, crs="EPSG:32632", resolution=180, anchor="floating")
    assert dict(cube.sizes) == {"time": 5, "y": 610, "x": 610}
    assert [str(day)[:10] for day in cube.time.values] == [
        "2026-06-05", "2026-06-10", "2026-06-15", "2026-06-20", "2026-06-25",
    ]
    for when, item in enumerate(items):
        assert (cube.B04.isel(time=when).values == pixels(sign(item.assets["B04"].href))).all()


def test_odc_stac_understands_the_items_without_being_told(items, sign):
    cube = odc.stac.load(items[:1], patch_url=sign, bands=["red", "nir", "SCL"])
    assert cube.odc.crs.epsg == 32632 and cube.odc.geobox.resolution.x == 180
    assert cube.red.dtype == "uint16" and cube.red.attrs["nodata"] == 0
    assert (cube.nir.isel(time=0).values == pixels(sign(items[0].assets["B08"].href))).all()


def test_odc_stac_lays_both_zones_on_one_grid(client, sign):
    found = client.search(collections=[collection], datetime="2026-06-25")
    cube = odc.stac.load(
        found.items(), bands=["B02"], patch_url=sign, crs="EPSG:4326", resolution=0.01, bbox=[5.8, 46.2, 7, 46.6],
        groupby="solar_day",
    )
    assert cube.sizes["time"] == 1
    assert (cube.B02.values > 0).mean() > 0.99


def test_stackstac_stacks_a_tile_as_it_is(client, sign):
    # As dictionaries: pystac turns proj:epsg into proj:code, which stackstac doesn't know.
    search = client.search(collections=[collection], ids=scenes_of(tile="32TLS", satellite="S2B"), sortby="+datetime")
    items = list(search.items_as_dicts())
    for item in items:
        for asset in item["assets"].values():
            asset["href"] = sign(asset["href"])
    stack = stackstac.stack(items, assets=["B02", "B04"], snap_bounds=False, rescale=False, fill_value=numpy.uint16(0), dtype="uint16")
    assert stack.shape == (2, 2, 610, 610)
    assert stack.attrs["crs"] == "epsg:32632"
    assert list(stack.band.values) == ["B02", "B04"]
    values = stack.compute()
    for when, item in enumerate(items):
        for which, key in enumerate(["B02", "B04"]):
            assert (values[when, which].values == pixels(item["assets"][key]["href"])).all()
