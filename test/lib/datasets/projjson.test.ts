import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { projJson } from '../../../lib/datasets/projjson.ts';

/** Reads lines `{proj, json}` and answers whether GDAL takes both for the same projection: three points agree within a millimetre. */
const program = `
import json, sys
from osgeo import osr
osr.DontUseExceptions()
wgs = osr.SpatialReference(); wgs.ImportFromProj4('+proj=longlat +ellps=WGS84 +no_defs')
for line in sys.stdin:
    case = json.loads(line)
    ours, theirs = osr.SpatialReference(), osr.SpatialReference()
    read = ours.SetFromUserInput(json.dumps(case['json'])) == 0 and theirs.ImportFromProj4(case['proj']) == 0
    worst = 0 if read else 1e9
    for s in (ours, theirs): s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    if read:
        g1, g2 = ours.CloneGeogCS(), theirs.CloneGeogCS()
        for s in (g1, g2): s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        a, b = osr.CoordinateTransformation(g1, ours), osr.CoordinateTransformation(g2, theirs)
        lon = case['lon']
        for x, y in ((lon, 40), (lon + 3, 45.5), (lon - 5, 31)):
            p, q = a.TransformPoint(x, y), b.TransformPoint(x, y)
            worst = max(worst, abs(p[0] - q[0]), abs(p[1] - q[1]))
    print(worst)
`;

const cases = [
  ['+proj=sinu +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs', 0],
  ['+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +datum=NAD83 +units=m +no_defs', -96],
  [
    '+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 +a=6378140 +rf=298.257 +units=m +no_defs',
    -96,
  ],
  ['+proj=geos +lon_0=-75 +h=35786023 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs +sweep=x', -75],
  ['+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs', 10],
  ['+proj=eqc +lat_ts=10 +lat_0=0 +lon_0=100 +x_0=0 +y_0=0 +R=1560800 +units=m +no_defs', 100],
  ['+proj=utm +zone=52 +ellps=WGS84 +units=m +no_defs', 129],
  ['+proj=utm +zone=52 +south +datum=WGS84 +units=m +no_defs', 129],
  ['+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=44 +lat_2=49 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs', 3],
  ['+proj=lcc +lat_1=40 +lat_0=40 +lon_0=3 +k_0=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs', 3],
  ['+proj=merc +lon_0=5 +lat_ts=30 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs', 5],
  ['+proj=merc +lon_0=5 +k=0.9 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs', 5],
  ['+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996 +x_0=400000 +y_0=-100000 +datum=WGS84 +to_meter=0.3048 +no_defs', -2],
  ['+proj=longlat +a=6378140 +rf=298.257 +no_defs', 0],
] as const;

const gdal = spawnSync('/usr/bin/python3', ['-c', 'from osgeo import osr']).status === 0;

describe('projJson', () => {
  it('means what the PROJ string means', { skip: gdal ? false : 'no GDAL for Python' }, () => {
    const input = cases.map(([proj, lon]) => JSON.stringify({ proj, lon, json: projJson(proj) })).join('\n');
    const { stdout } = spawnSync('/usr/bin/python3', ['-c', program], { input, encoding: 'utf8' });
    const worst = stdout.trim().split('\n').map(Number);
    assert.deepEqual(
      cases.map(([proj], index) => [proj, (worst[index] ?? NaN) < 0.001]),
      cases.map(([proj]) => [proj, true]),
    );
  });

  for (const proj of [
    '+proj=moll +lon_0=0 +datum=WGS84 +units=m',
    '+proj=utm +zone=33 +ellps=intl +units=m',
    '+proj=lcc +lat_1=1 +lat_2=2 +datum=WGS84 +units=us-ft',
    '+proj=longlat +datum=NAD27',
    '',
  ]) {
    it(`says nothing of ${JSON.stringify(proj)}`, () => assert.equal(projJson(proj), undefined));
  }
});
