const brand = Symbol('html');

/** Markup that is safe to send: only `html` makes it, so that nothing that came as data can pass for it. */
export interface Html {
  readonly [brand]: string;
}

/** What a template takes: text is escaped, `undefined` and `false` are left out. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** A template of HTML or SVG; every value is escaped, in text and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { [brand]: strings.reduce((text, part, index) => `${text}${render(values[index - 1])}${part}`) };
}

/** The text of the markup. */
export function htmlText(markup: Html): string {
  return markup[brand];
}

/** A link's target as it is when a browser may follow it: http, https or a path of this app. Anything else
 * (`javascript:`, `data:`) gives undefined. */
export function safeHref(href: string): string | undefined {
  if (/^\/(?![/\\])/.test(href)) return href;
  return URL.canParse(href) && /^https?:$/.test(new URL(href).protocol) ? href : undefined;
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(render).join('');
  // Data that isn't what its type says is shown as what it is.
  return brand in value ? value[brand] : escape(JSON.stringify(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
