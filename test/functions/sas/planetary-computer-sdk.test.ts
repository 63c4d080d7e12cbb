import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { sasApp, type SasApp } from '../../helpers/sas-app.ts';
import { serve } from '../../helpers/serve.ts';
import { testCollection } from '../../helpers/stac-documents.ts';

/** A Python that has the `planetary-computer` package: the one named, or the machine's. */
const python = [process.env['REVISIT_PYTHON'], 'python3', '/usr/bin/python3'].find(
  (name) => name !== undefined && spawnSync(name, ['-c', 'import planetary_computer']).status === 0,
);

const program = `
import copy, json, sys
import planetary_computer as pc, planetary_computer.sas as sas, pystac
folder = sys.argv[1]
out = {}
url = 'https://naipeuwest.blob.core.windows.net/naip/01.tif'
out['url'] = pc.sign(url)
out['again'] = pc.sign(out['url'])
out['cached'] = pc.sign(url)
item = pystac.Item.from_file(folder + '/sample-item.json')
before = copy.deepcopy(item.to_dict(transform_hrefs=False))
signed = pc.sign(item)
out['item'] = {key: asset.href for key, asset in signed.assets.items()}
out['owners'] = all(asset.owner is signed for asset in signed.assets.values())
out['untouched'] = before == item.to_dict(transform_hrefs=False)
out['references'] = pc.sign(json.load(open(folder + '/sample-reference-file.json')))['templates']
zarr = pc.sign(pystac.Item.from_file(folder + '/sample-zarr-item.json'))
out['zarr'] = zarr.assets['zarr-abfs'].extra_fields['xarray:storage_options']
token = sas.get_token('naipeuwest', 'naip')
out['expiry'] = token.expiry.isoformat()
out['ttl'] = token.ttl()
print(json.dumps(out))
`;

interface Seen {
  readonly url: string;
  readonly again: string;
  readonly cached: string;
  readonly item: Readonly<Record<string, string>>;
  readonly owners: boolean;
  readonly untouched: boolean;
  readonly references: Readonly<Record<string, string>>;
  readonly zarr: { readonly credential?: string };
  readonly expiry: string;
  readonly ttl: number;
}

const missing =
  python === undefined ? 'no Python with planetary-computer; name one in REVISIT_PYTHON' : sharedDataMissing;

/** The behaviours that the package's own tests hold it to, with our service in place of the original. */
describe('the planetary-computer package for Python', { skip: missing }, () => {
  const accounts = { naipeuwest: 'naip', nasagddp: 'nex-gddp-cmip6', ai4edataeuwest: 'gridmet' };
  const apps: SasApp[] = [];
  const asked: string[] = [];
  let server: Awaited<ReturnType<typeof serve>>;
  let seen: Seen;
  before(async () => {
    const byAccount = new Map<string, SasApp>();
    for (const [account, container] of Object.entries(accounts)) {
      const key = Buffer.from('a key of the tests').toString('base64');
      const app = sasApp(
        `AccountName=${account};AccountKey=${key};DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net`,
      );
      await app.catalog.putCollection(
        testCollection(account, { 'msft:storage_account': account, 'msft:container': container }),
      );
      byAccount.set(account, app);
      apps.push(app);
    }
    server = await serve((method, url, options) => {
      asked.push(new URL(url).pathname);
      const account = /token\/([^/]+)\//.exec(url)?.[1] ?? '';
      return (byAccount.get(account) ?? apps[0]!).request(method, url, options);
    });
    const env = { ...process.env, PC_SDK_SAS_URL: `${server.url}/api/sas/v1/token` };
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', program, sharedData('signing')], { env });
    seen = JSON.parse(stdout) as Seen;
  });
  after(async () => {
    await server.close();
    await Promise.all(apps.map((app) => app.close()));
  });

  const isSigned = (url: string | undefined) => new URL(url ?? '').searchParams.has('sig');

  it('signs a URL, once', () => {
    assert.match(seen.url, /^https:\/\/naipeuwest\.blob\.core\.windows\.net\/naip\/01\.tif\?.*se=/);
    assert.equal(seen.again, seen.url);
  });
  it('keeps the token', () => {
    assert.equal(seen.cached, seen.url);
    assert.equal(asked.filter((path) => path.endsWith('/naipeuwest/naip')).length, 1);
  });
  it('signs an item’s blobs in a copy, and nothing else', () => {
    for (const key of ['image', 'metadata', 'thumbnail']) assert.ok(isSigned(seen.item[key]), key);
    for (const key of ['tilejson', 'hero']) assert.ok(!isSigned(seen.item[key]), key);
    assert.ok(seen.owners && seen.untouched);
  });
  it('signs reference files and storage options', () => {
    for (const url of Object.values(seen.references)) assert.ok(isSigned(url));
    assert.match(seen.zarr.credential ?? '', /sig=/);
  });
  it('understands the expiry', () => {
    assert.match(seen.expiry, /\+00:00$/);
    assert.ok(seen.ttl > 60 && seen.ttl <= 45 * 60);
  });
});
