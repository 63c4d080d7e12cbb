#!/usr/bin/env python3
"""Writes crs-epsg-table.json: every EPSG CRS with a PROJ string, from PROJ's own copy of the EPSG registry.

Run with Debian's python3-gdal:  /usr/bin/python3 lib/geo/make-epsg-table.py
Datum shifts are the most accurate Helmert transformation to WGS 84 that the registry has for the area; grids are not used.
The JSON maps a definition to the codes that have it (as [first, count] runs in one string), one definition a line.
Codes that `crs-epsg.ts` derives by rule (WGS 84 and NAD83 UTM zones) are left out.
"""
import json
import pathlib
import re
import sqlite3
import sys

from osgeo import gdal, osr

osr.DontUseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
ELLIPSOIDS = {"+datum=GGRS87": "+ellps=GRS80", "+datum=potsdam": "+ellps=bessel", "+datum=carthage": "+ellps=clrk80ign",
              "+datum=hermannskogel": "+ellps=bessel", "+datum=ire65": "+ellps=mod_airy", "+datum=nzgd49": "+ellps=intl",
              "+datum=OSGB36": "+ellps=airy"}
DATABASES = ["/usr/share/proj/proj.db", "/usr/local/share/proj/proj.db"]
database = next(path for path in [*sys.argv[1:], *DATABASES] if pathlib.Path(path).exists())
registry = sqlite3.connect(database)
rows = registry.execute(
    "SELECT code FROM projected_crs WHERE auth_name='EPSG'"
    " UNION SELECT code FROM geodetic_crs WHERE auth_name='EPSG' AND type LIKE 'geographic%'"
    " UNION SELECT code FROM compound_crs WHERE auth_name='EPSG'"
)
codes = sorted(int(code) for (code,) in rows)

GEODETIC_OF = {
    str(code): str(geodetic)
    for code, geodetic in registry.execute(
        "SELECT code, geodetic_crs_code FROM projected_crs WHERE auth_name='EPSG'"
        " UNION SELECT code, code FROM geodetic_crs WHERE auth_name='EPSG'"
        " UNION SELECT c.code, p.geodetic_crs_code FROM compound_crs c JOIN projected_crs p"
        " ON p.auth_name='EPSG' AND p.code=c.horiz_crs_code WHERE c.auth_name='EPSG'"
        " UNION SELECT c.code, c.horiz_crs_code FROM compound_crs c JOIN geodetic_crs g"
        " ON g.auth_name='EPSG' AND g.code=c.horiz_crs_code WHERE c.auth_name='EPSG'"
    )
}
EXTENT = (
    "SELECT e.south_lat, e.north_lat, e.west_lon, e.east_lon FROM usage u"
    " JOIN extent e ON e.auth_name=u.extent_auth_name AND e.code=u.extent_code"
    " WHERE u.object_auth_name='EPSG' AND u.object_table_name=? AND u.object_code=?"
    " AND e.west_lon IS NOT NULL AND e.south_lat IS NOT NULL"
)
SHIFTS: dict[str, list[tuple[str, float, int, tuple[float, ...]]]] = {}
for code, source, method, accuracy, *numbers in registry.execute(
    "SELECT code, source_crs_code, method_code, accuracy, tx, ty, tz, rx, ry, rz, scale_difference FROM helmert_transformation"
    " WHERE auth_name='EPSG' AND deprecated=0 AND target_crs_code='4326' AND method_code IN ('9603','9606','9607')"
    " AND (rx IS NULL OR rotation_uom_code='9104') AND (scale_difference IS NULL OR scale_difference_uom_code='9202')"
):
    values = [float(number or 0) for number in numbers]
    if str(method) == "9607":  # coordinate frame: PROJ's +towgs84 turns the other way
        values[3:6] = [-value for value in values[3:6]]
    SHIFTS.setdefault(str(source), []).append((code, float(accuracy or 99), int(code), tuple(values)))


def contains(table: str, code: str, lon: float, lat: float) -> bool:
    return any(
        south <= lat <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)
        for south, north, west, east in registry.execute(EXTENT, (table, code))
    )


def shift_of(code: int) -> str | None:
    """The most accurate Helmert shift to WGS 84 that is valid in the middle of the area of use."""
    candidates = SHIFTS.get(GEODETIC_OF.get(str(code), ""), [])
    for table in ("projected_crs", "geodetic_crs", "compound_crs"):
        for south, north, west, east in registry.execute(EXTENT, (table, str(code))):
            lon = (west + (east if east >= west else east + 360)) / 2
            lon, lat = lon - 360 if lon > 180 else lon, (south + north) / 2
            valid = [one for one in candidates if contains("helmert_transformation", one[0], lon, lat)]
            best = min(valid or candidates, key=lambda one: (one[1], -one[2]), default=None)
            if best is None or not any(best[3]):
                return None
            values = best[3] if any(best[3][3:]) else best[3][:3] + (0, 0, 0, 0)
            return ",".join(f"{value:g}" if value == 0 else repr(value).removesuffix(".0") for value in values)
    return None


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
    shift = None if "+nadgrids" in text or "+datum=WGS84" in text or "+datum=NAD83" in text else shift_of(code)
    if shift is not None:
        text = re.sub(r" \+towgs84=\S+", "", text).replace("+datum=NAD27", "+ellps=clrk66")
        text = re.sub(r"\+datum=\w+", lambda found: ELLIPSOIDS[found[0]], text)
        text += f" +towgs84={shift}"
    text = re.sub(r"(\+towgs84=[^,]+,[^,]+,[^,]+),0,0,0,0(?=\s|$)", r"\1", text)
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
