import { mediaTypes } from './media-types.ts';
import { tallies } from './tallies.ts';

/** What `/aggregate` can be asked for.
 * @param at the landing page or a collection */
export function aggregationsDocument(root: string, at: string): Readonly<Record<string, unknown>> {
  return {
    aggregations: Object.keys(tallies).map((name) => ({ name, ...dataTypes(name) })),
    links: [
      { rel: 'self', href: `${at}/aggregations`, type: mediaTypes.json },
      { rel: 'root', href: root, type: mediaTypes.json },
      { rel: 'parent', href: at, type: mediaTypes.json },
      { rel: 'aggregate', href: `${at}/aggregate`, type: mediaTypes.json },
    ],
  };
}

function dataTypes(name: string): Readonly<Record<string, string>> {
  if (name === 'total_count') return { data_type: 'integer' };
  if (!name.endsWith('_frequency')) return { data_type: 'datetime' };
  const kind = name === 'cloud_cover_frequency' ? 'numeric' : name === 'datetime_frequency' ? 'datetime' : 'string';
  return { data_type: 'frequency_distribution', frequency_distribution_data_type: kind };
}
