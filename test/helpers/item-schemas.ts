import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Item } from '../../lib/stac/item.ts';
import { sharedData } from '../data/shared-data.ts';

const ajv = new Ajv({ strict: false, logger: false, allErrors: true, loadSchema: async (uri) => readSchema(uri) });
addFormats.default(ajv);
const compiled = new Map<string, Promise<ValidateFunction>>();

/** What the STAC 1.0.0 item schema and the schemas of the extensions that it names say against an item of the catalog; empty when it is valid. */
export async function itemSchemaErrors(item: Item): Promise<string[]> {
  const schemas = [
    'https://schemas.stacspec.org/v1.0.0/item-spec/json-schema/item.json',
    ...(item.stac_extensions ?? []),
  ];
  // The API adds this link when it answers.
  const answered = { ...item, links: [...item.links, { rel: 'collection', href: `../${item.collection}` }] };
  const errors: string[] = [];
  for (const uri of schemas) {
    const validate = await validator(uri);
    if (!validate(JSON.parse(JSON.stringify(answered)))) {
      for (const error of validate.errors ?? []) errors.push(`${uri} ${error.instancePath} ${error.message ?? ''}`);
    }
  }
  return errors;
}

function validator(uri: string): Promise<ValidateFunction> {
  const made = compiled.get(uri) ?? ajv.compileAsync(readSchema(uri));
  compiled.set(uri, made);
  return made;
}

function readSchema(uri: string): Record<string, unknown> {
  const path = sharedData(`conformance/schemas/${uri.replace(/^https?:\/\//, '').replace(/#$/, '')}`);
  const file = [path, `${path}.json`].find((name) => existsSync(name));
  // Versions of PROJJSON are alike, and not all of them are there.
  if (file === undefined && uri.includes('projjson')) return {};
  if (file === undefined) throw new Error(`no schema ${uri} in the shared data`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
