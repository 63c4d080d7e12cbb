"""Made the files beside it with pyarrow 26: `python make.py FOLDER`. items.ndjson is what went into each of the others,
which differ as writers do: codec, version and size of pages, row groups, dictionaries, assets as struct or map."""

import json
import sys
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import MultiPolygon, box

folder = sys.argv[1]


def made_item(n):
    geometry = box(n, n, n + 1, n + 1) if n % 3 else MultiPolygon([box(n, 0, n + 0.5, 1), box(n + 0.75, 0, n + 1, 1)])
    if n == 5:
        geometry = None
    properties = {
        "datetime": None if n == 3 else f"2024-03-0{n + 1}T04:05:06.12345{n}Z",
        "created": "2024-04-01T00:00:00Z",
        "eo:cloud_cover": n * 1.5 if n % 2 else None,
        "proj:epsg": 32600 + n,
        "tags": [["a", "b"], [], ["c"]][n % 3],
        "matrix": [[1.5, 2.0], [n + 0.25]],
        "name": f"ü€🛰{n}",
        "ok": bool(n % 2),
        "big": 9007199254740991 - n,
    }
    if n == 3:
        properties |= {"start_datetime": "2024-03-04T00:00:00Z", "end_datetime": "2024-03-04T12:00:00Z"}
    assets = {"mtl.txt": {"href": f"https://example.com/{n}/mtl.txt"}}
    if n % 2:
        assets["B04"] = {
            "href": f"https://example.com/{n}/B04.tif",
            "roles": ["data", "x"][: n % 3],
            "eo:bands": [{"name": "red", "center_wavelength": 0.665}, {"name": "nir"}],
            "proj:shape": [10980, 10980],
        }
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": ["https://stac-extensions.github.io/eo/v1.0.0/schema.json"] if n % 2 else [],
        "id": f"item-{n}",
        "collection": "made",
        "geometry": geometry,
        "bbox": geometry and list(geometry.bounds),
        "links": [] if n == 2 else [{"rel": "via", "href": "https://example.com", "title": "t"}],
        "assets": assets,
        "properties": properties,
    }


corners = ("xmin", "ymin", "xmax", "ymax")
times = ("datetime", "start_datetime", "end_datetime", "created")
band = pa.struct([("name", pa.string()), ("center_wavelength", pa.float64())])
asset = pa.struct(
    [
        ("href", pa.string()),
        ("roles", pa.list_(pa.string())),
        ("eo:bands", pa.list_(band)),
        ("proj:shape", pa.list_(pa.int64())),
    ]
)


def schema(assets):
    return pa.schema(
        [
            ("type", pa.string()),
            ("stac_version", pa.string()),
            ("stac_extensions", pa.list_(pa.string())),
            ("id", pa.string()),
            ("collection", pa.string()),
            ("geometry", pa.binary()),
            ("bbox", pa.struct([(corner, pa.float64()) for corner in corners])),
            ("links", pa.list_(pa.struct([(name, pa.string()) for name in ("rel", "href", "title")]))),
            ("assets", assets),
            ("datetime", pa.timestamp("us", "UTC")),
            ("start_datetime", pa.timestamp("ms", "UTC")),
            ("end_datetime", pa.timestamp("ns", "UTC")),
            ("created", pa.timestamp("us", "UTC")),
            ("eo:cloud_cover", pa.float64()),
            ("proj:epsg", pa.int64()),
            ("tags", pa.list_(pa.string())),
            ("matrix", pa.list_(pa.list_(pa.float64()))),
            ("name", pa.string()),
            ("ok", pa.bool_()),
            ("big", pa.int64()),
        ]
    )


def row(item, is_map):
    properties = {
        name: datetime.fromisoformat(value) if name in times and value else value
        for name, value in item["properties"].items()
    }
    return item | properties | {
        "geometry": item["geometry"] and shapely.to_wkb(item["geometry"], flavor="iso"),
        "bbox": item["bbox"] and dict(zip(corners, item["bbox"])),
        "assets": list(item["assets"].items()) if is_map else item["assets"],
    }


def json_of(item):
    item = item | {"properties": {k: v for k, v in item["properties"].items() if v is not None or k == "datetime"}}
    item["geometry"] = item["geometry"] and json.loads(shapely.to_geojson(item["geometry"]))
    return {name: value for name, value in item.items() if name != "bbox" or value}


items = [made_item(n) for n in range(7)]
geo = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
for name, is_map, options in [
    ("zstd-v2-groups", False, {"compression": "zstd", "data_page_version": "2.0", "row_group_size": 3}),
    ("gzip-map-plain", True, {"compression": "gzip", "use_dictionary": False}),
    ("brotli-small-pages", False, {"compression": "brotli", "data_page_size": 1, "write_batch_size": 2}),
    ("snappy-old-lists", True, {"compression": "snappy", "use_compliant_nested_type": False}),
]:
    assets = pa.map_(pa.string(), asset) if is_map else pa.struct([("mtl.txt", asset), ("B04", asset)])
    table = pa.Table.from_pylist([row(item, is_map) for item in items], schema(assets))
    if not is_map:
        table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, f"{folder}/{name}.parquet", store_schema=False, **options)

with open(f"{folder}/items.ndjson", "w") as file:
    file.writelines(json.dumps(json_of(item), ensure_ascii=False) + "\n" for item in items)
