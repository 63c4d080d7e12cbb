import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html, htmlText, safeHref, type HtmlValue } from '../../web/html.ts';

describe('html', () => {
  it('escapes values in text and in attributes', () => {
    const value = `<b title="x">'&</b>`;
    const expected = '&lt;b title=&quot;x&quot;&gt;&#39;&amp;&lt;/b&gt;';
    assert.equal(htmlText(html`<a title="${value}">${value}</a>`), `<a title="${expected}">${expected}</a>`);
  });
  it('takes templates, lists of them and numbers, and leaves out what is undefined or false', () => {
    assert.equal(
      htmlText(html`<p>${[html`<i>1</i>`, html`<i>2</i>`]}${undefined}${false}${0}</p>`),
      '<p><i>1</i><i>2</i>0</p>',
    );
  });
  it('data can not pass for markup, whatever its shape', () => {
    const data = JSON.parse('{"html":"<script>","Symbol(html)":"<script>"}') as HtmlValue;
    assert.doesNotMatch(htmlText(html`${data}`), /<script>/);
  });
});

describe('safeHref', () => {
  const cases: { href: string; expected: string | undefined }[] = [
    { href: 'https://example.com/a?b#c', expected: 'https://example.com/a?b#c' },
    { href: '/collections/a', expected: '/collections/a' },
    { href: 'javascript:alert(1)', expected: undefined },
    { href: ' JaVaScRiPt:alert(1)', expected: undefined },
    { href: 'java\nscript:alert(1)', expected: undefined },
    { href: 'data:text/html,x', expected: undefined },
    { href: '//evil.example', expected: undefined },
    { href: '/\\evil.example', expected: undefined },
    { href: 'relative/path', expected: undefined },
  ];
  for (const { href, expected } of cases)
    it(`${JSON.stringify(href)} → ${expected ?? 'nothing'}`, () => assert.equal(safeHref(href), expected));
});
