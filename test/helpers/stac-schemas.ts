import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { sharedData } from '../data/shared-data.ts';

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // Schemas as their publishers wrote them: references between them are followed into the shared data, never the network.
  loadSchema: async (url) => read(url),
});
addFormats.default(ajv);
// ajv-formats knows only the ASCII forms; hrefs are judged by the links that tests follow.
for (const format of ['iri', 'iri-reference']) ajv.addFormat(format, true);

const compiled = new Map<string, Promise<ValidateFunction>>();

/** What is wrong with a document by its published schema. @param url for example `https://schemas.stacspec.org/v1.0.0/…` */
export async function schemaErrors(url: string, document: unknown): Promise<readonly string[]> {
  const validate = await (compiled.get(url) ?? compile(url));
  if (validate(document)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
}

const core = 'https://schemas.stacspec.org/v1.0.0';

/** What is wrong with a STAC 1.0.0 document: its core schema. Other versions of STAC are not judged here. */
export function stacErrors(document: unknown): Promise<readonly string[]> {
  const { type } = document as { readonly type: string };
  const schemas: Readonly<Record<string, string>> = {
    Feature: `${core}/item-spec/json-schema/item.json`,
    Collection: `${core}/collection-spec/json-schema/collection.json`,
    Catalog: `${core}/catalog-spec/json-schema/catalog.json`,
  };
  const url = schemas[type];
  if (url === undefined) throw new Error(`no STAC type: ${type}`);
  return schemaErrors(url, document);
}

function compile(url: string): Promise<ValidateFunction> {
  const validate = ajv.compileAsync({ $ref: url });
  compiled.set(url, validate);
  return validate;
}

function read(url: string): object {
  const path = url.replace(/^https?:\/\//, '').replace(/#.*$/, '');
  return JSON.parse(readFileSync(sharedData(`conformance/schemas/${path}`), 'utf8')) as object;
}
