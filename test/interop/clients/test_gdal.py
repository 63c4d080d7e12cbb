"""GDAL reading assets with its own signing: the command line where it is installed, and the library inside rasterio."""

import json
import os
import shutil
import subprocess

import numpy
import pytest
import rasterio
import requests
from rasterio.io import MemoryFile
from rasterio.vrt import WarpedVRT

installed = pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="no gdalinfo")


def signed(href: str) -> str:
    """The option in the path is understood since GDAL 3.5.2; VSICURL_PC_URL_SIGNING=YES only by later ones."""
    return f"/vsicurl?pc_url_signing=yes&url={href}"


def options(revisit: str) -> dict[str, str]:
    return {
        "VSICURL_PC_SAS_SIGN_HREF_URL": f"{revisit}/api/sas/v1/sign?href=",
        "VSICURL_PC_SAS_TOKEN_URL": f"{revisit}/api/sas/v1/token/",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    }


def run(revisit: str, *command: str) -> str:
    done = subprocess.run(command, env={**os.environ, **options(revisit)}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@installed
class TestCommandLine:
    def test_gdalinfo_signs_by_href(self, revisit, item):
        asset = item.assets["B04"]
        info = json.loads(run(revisit, "gdalinfo", "-json", signed(asset.href)))
        assert info["size"] == [610, 610]
        assert info["geoTransform"] == [699960, 180, 0, 5200020, 0, -180]
        assert info["metadata"]["IMAGE_STRUCTURE"]["LAYOUT"] == "COG"
        assert info["bands"][0]["type"] == "UInt16" and info["bands"][0]["noDataValue"] == 0

    def test_gdalinfo_signs_by_collection(self, revisit, item):
        asked = f"/vsicurl?pc_url_signing=yes&pc_collection=sentinel-2-l2a&url={item.assets['SCL'].href}"
        assert json.loads(run(revisit, "gdalinfo", "-json", asked))["size"] == [305, 305]

    def test_gdalwarp(self, revisit, item, tmp_path):
        warped = tmp_path / "warped.tif"
        where = ["-t_srs", "EPSG:4326", "-te", "6.2", "46.2", "6.6", "46.5", "-ts", "40", "30"]
        run(revisit, "gdalwarp", "-q", *where, signed(item.assets["B04"].href), str(warped))
        with rasterio.open(warped) as dataset:
            assert dataset.bounds == pytest.approx((6.2, 46.2, 6.6, 46.5))
            assert (dataset.read(1) > 0).all()

    def test_footprints_are_where_gdal_says(self, revisit, item):
        info = json.loads(run(revisit, "gdalinfo", "-json", signed(item.assets["B04"].href)))
        # Corners in the order of the file's edges; both rings close at their start.
        theirs = {(round(x, 5), round(y, 5)) for x, y in info["wgs84Extent"]["coordinates"][0]}
        ours = {(round(x, 5), round(y, 5)) for x, y in item.geometry["coordinates"][0]}
        assert theirs == ours


class TestRasterio:
    def test_the_library_signs(self, revisit, item):
        asked = f"/vsicurl/{item.assets['B04'].href}"
        with rasterio.Env(VSICURL_PC_URL_SIGNING="YES", **options(revisit)), rasterio.open(asked) as dataset:
            assert (dataset.width, dataset.height, dataset.dtypes) == (610, 610, ("uint16",))
            assert f"EPSG:{dataset.crs.to_epsg()}" == item.properties["proj:code"]
            assert list(dataset.transform)[:6] == item.assets["B04"].extra_fields["proj:transform"][:6]
            assert list(dataset.overviews(1)) != []

    def test_a_signed_url_reads_the_pixels_of_the_blob(self, sign, item):
        href = sign(item.assets["B08"].href)
        with rasterio.open(href) as remote, MemoryFile(requests.get(href).content) as memory, memory.open() as whole:
            window = rasterio.windows.Window(100, 200, 300, 150)
            assert (remote.read(1, window=window) == whole.read(1, window=window)).all()

    def test_the_composite_opens_and_warps(self, client, sign):
        (composite,) = client.search(collections=["composites"]).items()
        with rasterio.open(sign(composite.assets["composite"].href)) as dataset:
            assert (dataset.width, dataset.height) == (574, 556) and dataset.crs.to_epsg() == 32632
            with WarpedVRT(dataset, crs="EPSG:4326") as vrt:
                pixels = vrt.read(masked=True)
            assert numpy.ma.count(pixels) > 0
        assert {link.rel for link in composite.links} >= {"derived_from"}
