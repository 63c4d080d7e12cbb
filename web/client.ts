/** What runs in the browser: it asks for the page again and carries the differences over, so that there is one place
 * that says how things look, the server's. Elements keep their identity (focus, loaded pictures, running transitions);
 * `data-key` tells siblings apart. Plain JavaScript, since it goes out as it is. */
export const clientScript = String.raw`const pause = Number(document.body.dataset.refresh) || 5000;
const offline = document.querySelector('.offline');
let etag = null;
let failures = 0;
let timer;

async function refresh() {
  try {
    const answer = await fetch(location.href, {
      headers: etag === null ? {} : { 'if-none-match': etag },
      cache: 'no-store',
      signal: AbortSignal.timeout(15000),
    });
    if (answer.status === 200) {
      etag = answer.headers.get('etag');
      show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } else if (answer.status !== 304) throw new Error(String(answer.status));
    failures = 0;
  } catch {
    failures += 1;
  }
  offline.hidden = failures < 2;
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, Math.min(pause * 2 ** failures, 60000));
}

function show(page) {
  document.title = page.title;
  morph(document.querySelector('main'), page.querySelector('main'));
}

function morph(shown, wanted) {
  for (const { name } of [...shown.attributes])
    if (!wanted.hasAttribute(name) && !(name === 'open' && shown.localName === 'details')) shown.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  const keyed = new Map([...shown.children].flatMap((child) => (keyOf(child) ? [[keyOf(child), child]] : [])));
  let at = shown.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = keyOf(next);
    const match = key ? keyed.get(key) : at && !keyOf(at) && isAlike(at, next) ? at : undefined;
    if (match) {
      if (match === at) at = at.nextSibling;
      else shown.insertBefore(match, at);
      if (next.nodeType === Node.ELEMENT_NODE) morph(match, next);
      else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
    } else shown.insertBefore(document.importNode(next, true), at);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function keyOf(node) {
  return node.dataset && node.dataset.key;
}

function isAlike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName;
}

document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : refresh()));
schedule();
`;
