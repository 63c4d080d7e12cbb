import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { persistentPorts } from '../../../local/azurite/ports.ts';

describe('persistentPorts', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'revisit-ports-'))));
  after(() => rm(folder, { recursive: true }));

  it('gives the same ports at every start, and different ones to different names', async () => {
    const file = join(folder, 'state', 'ports.json');
    const first = await persistentPorts(file, ['blob', 'queue']);
    assert.notEqual(first.blob, first.queue);
    assert.deepEqual(await persistentPorts(file, ['blob', 'queue']), first);
  });

  it('keeps what it has when a name comes new', async () => {
    const file = join(folder, 'grown.json');
    const { blob } = await persistentPorts(file, ['blob']);
    const grown = await persistentPorts(file, ['blob', 'batch']);
    assert.equal(grown.blob, blob);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), grown);
  });

  it('refuses a file that holds something else', async () => {
    const file = join(folder, 'broken.json');
    await writeFile(file, '{"blob": "many"}');
    await assert.rejects(persistentPorts(file, ['blob']), /broken\.json does not hold ports/);
  });
});
