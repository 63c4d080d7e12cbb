import { NotFoundError } from '../../lib/errors.ts';
import { withEtag } from '../../lib/http/etag.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { webFiles } from '../../web/files.ts';
import { pageHeaders } from './page-handler.ts';

/** `GET /web/{file}`: style, script and icon. Under the version that a page names they may be kept for good. */
export const getWebFile: Handler = async (request) => {
  const name = request.params['file'] ?? '';
  const file = webFiles.get(name);
  if (!file) throw new NotFoundError('file', name);
  const isNamed = request.query.get('v') === file.version;
  const cache = isNamed ? 'public, max-age=31536000, immutable' : 'no-cache';
  return withEtag(request, file.version, () => ({
    status: 200,
    headers: { ...pageHeaders, 'content-type': file.type, 'cache-control': cache },
    body: file.text,
  }));
};
