import { html, type Html } from './html.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** `li` elements. */
  readonly entries: readonly Html[];
  readonly look: 'rows' | 'grid';
  /** Shown in place of a list that has nothing in it. */
  readonly empty: string;
  readonly links?: Html;
}

/** A list under a heading that can be linked to. */
export function section({ id, title, entries, look, empty, links }: Section): Html {
  return html`<section aria-labelledby="${id}" data-key="${id}">
    <div class="head">
      <h2 id="${id}">${title}</h2>
      ${links && html`<p class="links">${links}</p>`}
    </div>
    ${
      entries.length > 0
        ? html`<ul class="${look}">
            ${entries}
          </ul>`
        : html`<p class="empty">${empty}</p>`
    }
  </section>`;
}
