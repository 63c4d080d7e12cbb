/** GDAL's metadata tag (42112): XML with items of the dataset and of bands. */
export interface GdalMetadata {
  /** Items of the default domain. */
  readonly dataset: Readonly<Record<string, string>>;
  /** Band index from 0 → item → text. Roles (scale, offset, unittype, description, colorinterp) are under `role:…`. */
  readonly bands: ReadonlyMap<number, Readonly<Record<string, string>>>;
}

/** Reads what it recognises and passes over the rest, so that a damaged tag costs only its items. */
export function parseGdalMetadata(xml: string): GdalMetadata {
  const dataset: Record<string, string> = {};
  const bands = new Map<number, Record<string, string>>();
  for (const [, attributesText = '', body = ''] of xml.matchAll(/<Item\b([^>]*?)(?:\/>|>([^<]*)<\/Item>)/g)) {
    const attributes = new Map(
      [...attributesText.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
        ([, name = '', double, single]) => [name, unescapeXml(double ?? single ?? '')] as const,
      ),
    );
    const name = attributes.get('name');
    const role = attributes.get('role');
    const domain = attributes.get('domain') ?? '';
    if (name === undefined || (domain !== '' && role === undefined)) continue;
    const sample = attributes.get('sample');
    // GDAL escapes text twice, and undoes both; names and other attributes once.
    const text = unescapeXml(unescapeXml(body));
    if (sample === undefined) {
      dataset[name] = text;
    } else if (/^\d{1,5}$/.test(sample)) {
      const items = bands.get(Number(sample)) ?? {};
      items[role === undefined ? name : `role:${role}`] = text;
      bands.set(Number(sample), items);
    }
  }
  return { dataset, bands };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
