import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { environmentSchema, parseConfig } from '../../lib/config.ts';

const root = join(import.meta.dirname, '..', '..');
const names = Object.keys(environmentSchema.shape);

describe('parseConfig', () => {
  it('reports every bad setting together', () => {
    const bad = { CATALOG_STORE: 'oracle', SAS_MINUTES: '1', COSMOS_ENDPOINT: 'not a url', TOKEN_SECRET: 'short' };
    assert.throws(
      () => parseConfig(bad),
      (error: Error) => Object.keys(bad).every((name) => error.message.includes(`${name}:`)),
    );
  });
  it('takes an empty setting as one that is absent', () => {
    assert.equal(parseConfig({ COSMOS_ENDPOINT: '', SAS_MINUTES: '' }).SAS_MINUTES, 60);
  });
});

describe('settings', () => {
  it('are all in local.settings.sample.json, and no others', () => {
    const sample = JSON.parse(readFileSync(join(root, 'local.settings.sample.json'), 'utf8')) as {
      Values: Record<string, string>;
    };
    const hosts = ['FUNCTIONS_WORKER_RUNTIME'];
    const onlyInAzure = ['AzureWebJobsStorage__accountName'];
    assert.deepEqual(
      Object.keys(sample.Values).toSorted(),
      [...names, ...hosts].filter((name) => !onlyInAzure.includes(name)).toSorted(),
    );
    assert.doesNotThrow(() => parseConfig(sample.Values));
  });
  it('that Bicep gives the function app are all known', () => {
    const main = readFileSync(join(root, 'infra', 'main.bicep'), 'utf8');
    const block = /settings: \{([\s\S]*?)\n {4}\}/.exec(main)?.[1] ?? '';
    const given = [...block.matchAll(/^\s+([A-Z_]+):/gm)].map((match) => match[1] ?? '');
    assert.ok(given.length > 8, 'the settings of infra/main.bicep were found');
    assert.deepEqual(
      given.filter((name) => !names.includes(name)),
      [],
    );
    // What only tests, emulators and one machine need is not given there.
    const left = names.filter((name) => !given.includes(name) && !/AzureWebJobsStorage|_KEY$|SQLITE_PATH/.test(name));
    assert.deepEqual(left, []);
  });
});
