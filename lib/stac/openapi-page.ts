type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI document as a page to read: every operation with its parameters. No script, nothing from elsewhere. */
export function openApiPage(document: Json): string {
  const info = document['info'] as Json;
  const paths = Object.entries(document['paths'] as Readonly<Record<string, Json>>);
  const operations = paths.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => section(method, path, operation as Json)),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(info['title'])}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
  h2 { font-size: 1rem; margin: 2rem 0 .25rem; } code { font-size: .95em; } .m { display: inline-block; width: 4.5rem; font-weight: 700; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 0 4.5rem; } dd { margin: 0; } p { margin: 0 0 0 4.5rem; }
</style>
<h1>${escape(info['title'])}</h1>
<p style="margin-left:0">${escape(info['description'])} <a href="api">OpenAPI document</a></p>
${operations.join('\n')}
</html>
`;
}

function section(method: string, path: string, operation: Json): string {
  const parameters = (operation['parameters'] ?? []) as readonly Json[];
  const rows = parameters.map(
    (parameter) =>
      `<dt><code>${escape(parameter['name'])}</code></dt><dd>${escape(parameter['description'] ?? parameter['in'])}</dd>`,
  );
  const key = operation['security'] ? ' Needs a function key.' : '';
  return `<h2><span class="m">${escape(method.toUpperCase())}</span> <code>${escape(path)}</code></h2>
<p>${escape(operation['summary'])}.${key}</p>${rows.length === 0 ? '' : `\n<dl>${rows.join('')}</dl>`}`;
}

function escape(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
