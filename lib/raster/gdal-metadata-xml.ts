import type { CogSpec } from './cog-spec.ts';

/** GDAL's metadata tag (42112) for a COG. @returns undefined when there is nothing to say */
export function gdalMetadataXml(spec: Pick<CogSpec, 'bands' | 'metadata' | 'overviews'>): string | undefined {
  const items = Object.entries(spec.metadata ?? {}).map(([name, value]) => item(name, '', value));
  for (const [sample, band] of spec.bands.entries()) {
    for (const [name, value] of Object.entries(band.metadata ?? {}))
      items.push(item(name, ` sample="${sample}"`, value));
    if (band.description !== undefined) {
      items.push(item('DESCRIPTION', ` sample="${sample}" role="description"`, band.description));
    }
  }
  return items.length === 0 ? undefined : `<GDALMetadata>\n${items.join('\n')}\n</GDALMetadata>\n`;
}

/** Text is escaped twice, as GDAL itself writes it and expects it. */
function item(name: string, attributes: string, value: string): string {
  return `  <Item name="${escapeXml(name)}"${attributes}>${escapeXml(escapeXml(value))}</Item>`;
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => entities[character] ?? character);
}
