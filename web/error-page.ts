import { html, type Html } from './html.ts';
import { layout } from './layout.ts';

/** What went wrong, and the way back. */
export function errorPage(title: string, detail: string): Html {
  return layout({
    title: `${title} · Revisit`,
    body: html`<header>
        <h1>${title}</h1>
        <p class="quiet">${detail}</p>
      </header>
      <p><a href="/">Back to the start</a></p>`,
  });
}
