import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { etagOf, isFresh } from '../../lib/http/etag.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { toProblem } from '../../lib/http/problem.ts';
import { errorPage } from '../../web/error-page.ts';
import { htmlText, type Html } from '../../web/html.ts';

/** Nothing from elsewhere, nothing inline: what came as data can't run even if it got into a page. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Answers with a document. Its ETag is of what it says, so that a reader who asks again gets it only when it is news. */
export function page(make: (request: HttpRequest) => Promise<Html>): Handler {
  return async (request) => {
    try {
      return documentAnswer(request, htmlText(await make(request)));
    } catch (error) {
      const { status, title, detail } = toProblem(error);
      if (status >= 500) throw error;
      return { status, headers: documentHeaders(), body: htmlText(errorPage(title, detail)) };
    }
  };
}

function documentAnswer(request: HttpRequest, text: string): HttpResponseInit {
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const headers = { ...documentHeaders(), etag: etagOf(version) };
  return isFresh(request, version) ? { status: 304, headers } : { status: 200, headers, body: text };
}

function documentHeaders(): Record<string, string> {
  return { ...pageHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
}
