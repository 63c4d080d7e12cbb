import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testCollection, testItem } from '../helpers/stac-documents.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const commands = [...text.matchAll(/^npm run load -- (.+)$/gm)].map(([, args = '']) => args);

describe('The loads of docs/operations.md', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'revisit-docs-'));
    mkdirSync(join(folder, 'catalog-folder'));
    const { collection: _none, ...nameless } = testItem('sentinel-2-l2a', 'a');
    writeFileSync(join(folder, 'catalog-folder/a.json'), JSON.stringify(nameless));
    writeFileSync(join(folder, 'items.ndjson'), JSON.stringify(testItem('sentinel-2-l2a', 'b')));
    writeFileSync(join(folder, 'collection.json'), JSON.stringify(testCollection('made')));
    copyFileSync(join(root, 'test/local/load/parquet/zstd-v2-groups.parquet'), join(folder, 'items.parquet'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('are there', () => assert.equal(commands.length, 4));
  for (const command of commands.filter((command) => !command.includes('--to'))) {
    it(command, () => {
      const main = join(root, 'local/load/main.ts');
      const options = ['--disable-warning=ExperimentalWarning', main, ...command.split(' ')];
      const done = spawnSync(process.execPath, options, { cwd: folder, encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
    });
  }
});
