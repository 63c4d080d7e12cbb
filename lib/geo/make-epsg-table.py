#!/usr/bin/env python3
"""Writes crs-epsg-table.json: every EPSG CRS with a PROJ string, from PROJ's own copy of the EPSG registry.

Run with Debian's python3-gdal:  /usr/bin/python3 lib/geo/make-epsg-table.py
The JSON maps a definition to the codes that have it (as [first, count] runs in one string), one definition a line.
Codes that `crs-epsg.ts` derives by rule (WGS 84 and NAD83 UTM zones) are left out.
"""
import json
import pathlib
import sqlite3
import sys

from osgeo import gdal, osr

osr.DontUseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
DATABASES = ["/usr/share/proj/proj.db", "/usr/local/share/proj/proj.db"]
database = next(path for path in [*sys.argv[1:], *DATABASES] if pathlib.Path(path).exists())
rows = sqlite3.connect(database).execute(
    "SELECT code FROM projected_crs WHERE auth_name='EPSG'"
    " UNION SELECT code FROM geodetic_crs WHERE auth_name='EPSG' AND type LIKE 'geographic%'"
    " UNION SELECT code FROM compound_crs WHERE auth_name='EPSG'"
)
codes = sorted(int(code) for (code,) in rows)

by_definition: dict[str, list[int]] = {}
for code in codes:
    if 32601 <= code <= 32660 or 32701 <= code <= 32760:
        continue
    reference = osr.SpatialReference()
    if reference.ImportFromEPSG(code) != 0:
        continue
    if reference.IsCompound():
        reference.StripVertical()
    text = reference.ExportToProj4().strip()
    if not text:
        continue
    words = [word for word in text.split() if word not in ("+no_defs", "+wktext", "+type=crs")]
    words = [word[1:] for word in words if word not in ("+units=m", "+x_0=0", "+y_0=0", "+k=1")]
    by_definition.setdefault(" ".join(words), []).append(code)


def runs(numbers: list[int]) -> str:
    out: list[list[int]] = []
    for number in numbers:
        if out and out[-1][1] == number - 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


lines = [f"  {json.dumps(definition)}: {json.dumps(runs(found))}" for definition, found in by_definition.items()]
target = pathlib.Path(__file__).with_name("crs-epsg-table.json")
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{sum(len(found) for found in by_definition.values())} codes, {len(lines)} definitions, {target.stat().st_size} bytes")
