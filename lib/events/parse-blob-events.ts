import { z } from 'zod';
import { parseBlobUrl, type BlobLocation } from '../azure/blob-url.ts';
import { InvalidInputError, invalid } from '../errors.ts';
import type { BlobEvent } from './blob-event.ts';

/** Operations that finish a blob's content. The others that Azure announces (CreateFile of 0 bytes, SetBlobTier, AppendFile …) change none. */
const contentApis = new Set(['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'PutBlobFromURL', 'SftpCommit']);

const dataSchema = z.object({
  api: z.string().optional(),
  url: z.string().optional(),
  eTag: z.string().optional(),
  contentType: z.string().optional(),
  contentLength: z.number().int().nonnegative().optional(),
  sequencer: z
    .string()
    .regex(/^[0-9a-f]{1,64}$/i, 'not hexadecimal')
    .optional(),
  sourceUrl: z.string().optional(),
  destinationUrl: z.string().optional(),
});

/** Both envelopes in one: Event Grid says topic, eventType, eventTime; CloudEvents 1.0 says source, type, time. */
const envelopeSchema = z
  .object({
    id: z.string().min(1),
    subject: z.string().default(''),
    topic: z.string().optional(),
    source: z.string().optional(),
    eventType: z.string().optional(),
    type: z.string().optional(),
    eventTime: z.string().optional(),
    time: z.string().optional(),
    data: z.unknown(),
  })
  .transform((event, context) => {
    const type = event.eventType ?? event.type;
    const time = event.eventTime ?? event.time;
    if (type === undefined) context.addIssue({ code: 'custom', path: ['type'], message: 'missing' });
    if (time === undefined || Number.isNaN(Date.parse(time)))
      context.addIssue({ code: 'custom', path: ['time'], message: 'not an RFC 3339 time' });
    return {
      id: event.id,
      subject: event.subject,
      origin: event.topic ?? event.source ?? '',
      type: type ?? '',
      time: time ?? '',
      data: event.data,
    };
  });

/** The single events of a queue message: an Event Grid batch and a CloudEvents batch are arrays. */
export function splitBlobEvents(message: unknown): readonly unknown[] {
  return Array.isArray(message) ? message : [message];
}

/** Reads Event Grid schema and CloudEvents 1.0, single or in a batch. A rename is a deletion and a creation.
 * Events that change no blob's content give nothing.
 * @throws {InvalidInputError} naming the field, with its index in a batch */
export function parseBlobEvents(message: unknown): BlobEvent[] {
  return splitBlobEvents(message).flatMap((event, index) =>
    parseBlobEvent(event, Array.isArray(message) ? `[${index}].` : ''),
  );
}

function parseBlobEvent(event: unknown, prefix: string): BlobEvent[] {
  const envelope = parseAt(prefix, envelopeSchema, event);
  const kind = /^Microsoft\.Storage\.Blob(Created|Deleted|Renamed)$/.exec(envelope.type)?.[1];
  if (kind === undefined) return [];
  const data = parseAt(`${prefix}data.`, dataSchema, envelope.data);
  const eTag = data.eTag?.replace(/^(?:W\/)?"|"$/g, '');
  const common = {
    id: envelope.id,
    time: new Date(envelope.time).toISOString(),
    ...(data.sequencer === undefined ? {} : { sequencer: data.sequencer }),
    ...(data.api === undefined ? {} : { api: data.api }),
  };
  if (kind === 'Renamed') {
    const source = locate(data.sourceUrl, '', '', `${prefix}data.sourceUrl`);
    const destination = locate(data.destinationUrl, envelope.subject, envelope.origin, `${prefix}data.destinationUrl`);
    return [
      { ...common, ...source, type: 'deleted' },
      { ...common, ...destination, type: 'created' },
    ];
  }
  const place = locate(data.url, envelope.subject, envelope.origin, `${prefix}data.url`);
  if (kind === 'Deleted') return [{ ...common, ...place, type: 'deleted', ...(eTag ? { eTag } : {}) }];
  if (data.api !== undefined && !contentApis.has(data.api)) return [];
  return [
    {
      ...common,
      ...place,
      type: 'created',
      ...(eTag ? { eTag } : {}),
      ...(data.contentLength === undefined ? {} : { contentLength: data.contentLength }),
      ...(data.contentType ? { contentType: data.contentType } : {}),
    },
  ];
}

/** The URL is the truth; the subject and topic stand in for URLs on hosts that are not storage's (custom domains, emulators by name).
 * A raw `#` or `?` in the URL would cut the path short: the subject has it whole. */
function locate(
  url: string | undefined,
  subject: string,
  origin: string,
  field: string,
): BlobLocation & { url: string } {
  const byUrl = url === undefined ? undefined : parseBlobUrl(url);
  const bySubject = locateBySubject(subject, origin);
  const cut = byUrl && bySubject && /[#?]/.test(url ?? '') && bySubject.path.startsWith(byUrl.path);
  const location = cut ? { ...byUrl, path: bySubject.path } : (byUrl ?? bySubject);
  if (!location || location.path === '') throw invalid(field, `not a blob URL: ${url ?? 'missing'}`);
  return { ...location, url: url === undefined ? '' : withoutQuery(url) };
}

function locateBySubject(subject: string, origin: string): BlobLocation | undefined {
  const [, container, path] = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/s.exec(subject) ?? [];
  const account = /\/storageAccounts\/([^/]+)$/i.exec(origin)?.[1];
  return container && path && account ? { account, container, path } : undefined;
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '');
}

function parseAt<T>(prefix: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.error.issues.map((issue) => ({
      field: `${prefix}${issue.path.join('.')}`.replace(/\.$/, '') || 'event',
      message: issue.message,
    })),
  );
}
