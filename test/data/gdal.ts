import { spawnSync } from 'node:child_process';

/** Runs Python with GDAL's bindings: an oracle for tests, never a dependency.
 * @param script reads JSON from stdin as `given`, leaves its answer in `answer` */
export function gdal(script: string, given: unknown): unknown {
  const program = `import json, sys, hashlib, warnings
warnings.filterwarnings('ignore')
from osgeo import gdal, osr
import numpy
gdal.UseExceptions()
given = json.load(sys.stdin)
${script}
print(json.dumps(answer))`;
  const done = spawnSync(python, ['-c', program], {
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (done.status !== 0) throw new Error(`GDAL failed: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

const python = '/usr/bin/python3';
const found = spawnSync(python, ['-c', 'import osgeo_utils.samples.validate_cloud_optimized_geotiff'], {
  encoding: 'utf8',
});

/** Why tests against GDAL are skipped, or false when it is there. */
export const gdalMissing: string | false = found.status === 0 ? false : 'no python3-gdal';
