/** A value as the Functions host and a worker exchange it; exactly one member is set. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
}

export interface Nullable {
  readonly value: string;
}

/** HTTP request (url, method, …) or response (statusCode, …) without streaming. */
export interface HttpData {
  readonly url?: string;
  readonly method?: string;
  readonly nullableHeaders?: Readonly<Record<string, Nullable>>;
  readonly nullableQuery?: Readonly<Record<string, Nullable>>;
  readonly nullableParams?: Readonly<Record<string, Nullable>>;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly HttpCookie[];
  readonly body?: TypedData | null;
}

export interface HttpCookie {
  readonly name: string;
  readonly value: string;
  readonly path?: Nullable;
  readonly domain?: Nullable;
  readonly maxAge?: { readonly value: number };
  readonly expires?: { readonly value: unknown };
  readonly secure?: { readonly value: boolean };
  readonly httpOnly?: { readonly value: boolean };
  readonly sameSite?: string;
}

/** The text of a value, as a queue message or a JSON document carries it. */
export function textOf(data: TypedData): string {
  if (data.string !== undefined) return data.string;
  if (data.json !== undefined) return data.json;
  if (data.bytes !== undefined) return Buffer.from(data.bytes).toString('utf8');
  if (data.int !== undefined) return String(data.int);
  if (data.double !== undefined) return String(data.double);
  return '';
}
