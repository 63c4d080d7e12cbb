import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { FeatureCollection } from 'geojson';
import { formatCql2Text } from '../../../lib/search/cql2-format-text.ts';
import { formatCql2Json, parseCql2Json } from '../../../lib/search/cql2-json.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';
import { compileFilter } from '../../../lib/search/evaluate.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { anItem } from './an-item.ts';

const lines = (path: string) =>
  readFileSync(sharedData(`cql2/${path}`), 'utf8')
    .split('\n')
    .filter(Boolean);
/** Writes -0 as 0, which the examples do not tell apart. */
const canonical = (value: unknown) => JSON.stringify(value);

describe('CQL2 by the standard’s own vectors', { skip: sharedDataMissing }, () => {
  const features = new Map<string, ReturnType<typeof anItem>[]>();
  const featuresOf = (collection: string) => {
    const known = features.get(collection);
    if (known) return known;
    const { features: read } = JSON.parse(
      readFileSync(sharedData(`cql2/natural_earth/${collection}.geojson`), 'utf8'),
    ) as FeatureCollection;
    const items = read.map((feature) => anItem({ properties: { ...feature.properties, geom: feature.geometry } }));
    features.set(collection, items);
    return items;
  };

  it('every filter of the abstract test suite finds the count it states', () => {
    const vectors = lines('ats_natural_earth_expected_counts.ndjson').map(
      (line) => JSON.parse(line) as { collection: string; filter: string; expected: number },
    );
    const found = vectors.map(({ collection, filter }) => ({
      filter,
      count: featuresOf(collection).filter(compileFilter(parseCql2Text(filter))).length,
    }));
    assert.equal(vectors.length, 130);
    assert.deepEqual(
      found,
      vectors.map(({ filter, expected }) => ({ filter, count: expected })),
    );
  });

  it('every expression that must parse parses, and is the same when written and read again', () => {
    for (const line of lines('ats_expressions_must_parse.txt')) {
      const filter = parseCql2Text(line.slice(line.indexOf('|') + 1));
      assert.deepEqual(parseCql2Text(formatCql2Text(filter)), filter, line);
      assert.deepEqual(parseCql2Json(formatCql2Json(filter)), filter, line);
    }
  });

  it('text and JSON of the standard’s examples are one filter', () => {
    for (const line of lines('ogc_examples_text_json.ndjson')) {
      const example = JSON.parse(line) as {
        id: string;
        text: string;
        json?: unknown;
        cql2rs_from_txt: { json: unknown };
      };
      const fromText = parseCql2Text(example.text);
      const fromJson = parseCql2Json(example.json ?? example.cql2rs_from_txt.json);
      assert.equal(canonical(fromText), canonical(fromJson), example.id);
      if (example.json) assert.equal(canonical(formatCql2Json(fromText)), canonical(example.json), example.id);
      assert.equal(canonical(parseCql2Text(formatCql2Text(fromText))), canonical(fromText), example.id);
    }
  });

  it('the bodies that other servers test with parse', () => {
    const names = ['01', '05a', '08', '09', '10', '15', '17', '19', '20', '21'];
    for (const name of names) {
      const body: unknown = JSON.parse(readFileSync(sharedData(`cql2/sfeos/example${name}.json`), 'utf8'));
      assert.equal(canonical(formatCql2Json(parseCql2Json(body))), canonical(body), name);
    }
  });

  it('cql2-rs finds the same features, but for what lies across ±180°', () => {
    const items = lines('cql2rs/cql2testdata.ndjson').map((line) =>
      anItem({ properties: JSON.parse(line) as Record<string, unknown> }),
    );
    const expected = readFileSync(sharedData('cql2/cql2rs/operators_expected.txt'), 'utf8').split('\n');
    const different: string[] = [];
    for (let i = 0; i + 1 < expected.length; i += 2) {
      const found = items.filter(compileFilter(parseCql2Text(expected[i]!)));
      const ids = found.map((item) => String(item.properties['intfield'])).join(' ');
      if (ids !== expected[i + 1]) different.push(expected[i]!.slice(0, expected[i]!.indexOf('(')));
    }
    // Hexagons there run past ±180; cql2-rs compares them in the plane, this catalog on the globe.
    assert.deepEqual(different, ['s_intersects', 's_disjoint', 's_overlaps', 's_crosses']);
  });
});
