const text = { type: 'string' };
const time = { ...text, format: 'date-time' };

/** JSON schema of what a search for collections can filter and sort by. */
export function collectionQueryables(root: string): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${root}/collections-queryables`,
    type: 'object',
    title: 'Queryables of collections',
    properties: {
      id: { title: 'Collection id', ...text },
      title: { title: 'Title', ...text },
      description: { title: 'Description', ...text },
      keywords: { title: 'Keywords', type: 'array', items: text },
      license: { title: 'Licence', ...text },
      geometry: { title: 'Spatial extent', $ref: 'https://geojson.org/schema/Geometry.json' },
      datetime: { title: 'Begin of the temporal extent', ...time },
      start_datetime: { title: 'Begin of the temporal extent', ...time },
      end_datetime: { title: 'End of the temporal extent', ...time },
    },
    additionalProperties: true,
  };
}
