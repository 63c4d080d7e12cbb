/** A URL with query parameters, encoded; undefined ones are left out. */
export function withQuery(href: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return given.length === 0 ? href : `${href}?${new URLSearchParams(Object.fromEntries(given)).toString()}`;
}
