import { clientUrl, styleUrl } from './files.ts';
import { html, type Html } from './html.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Links of the head beside the style's: feeds. */
  readonly links?: Html;
  /** Milliseconds after which the page looks for news; it stays as it is when absent. */
  readonly refresh?: number;
}

/** A whole document. Nothing in it comes from another host, and it reads without JavaScript. */
export function layout({ title, body, links, refresh }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/web/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${styleUrl}">
${links}
${refresh !== undefined && html`<script type="module" src="${clientUrl}"></script>`}
</head>
<body${refresh !== undefined && html` data-refresh="${refresh}"`}>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><div class="bar">
<a class="brand" href="/">${mark}<span>Revisit</span></a>
<nav aria-label="Main"><a href="/api/stac/v1">STAC</a><a href="/api/stac/v1/api.html">API</a><a href="/#jobs">Jobs</a><a href="/#feeds">Feeds</a></nav>
</div></header>
<main id="main">
${body}
</main>
<p class="offline" role="status" hidden>No answer from the server; trying again.</p>
</body>
</html>
`;
}

/** A satellite's track over the globe. */
const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <circle cx="16" cy="16" r="9" />
  <path d="M4 25C9 30 30 9 28 4" />
  <circle class="dot" cx="26.6" cy="9.6" r="2.6" />
</svg>`;
