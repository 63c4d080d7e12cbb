import { hash } from 'node:crypto';

/** Text that orders by plain ASCII as the original does by code point. Bytes up to `!` become `!` and two hex digits,
 * bytes from `~` on become `~` and two hex digits; both are prefix-free, so that no two texts meet. */
export function sortableText(text: string): string {
  if (/^["-}]*$/.test(text)) return text;
  return escaped(text, (byte) => byte >= 0x22 && byte <= 0x7d);
}

/** A document's id for any text: Cosmos DB refuses `/ \ ? #`, spaces at the end and more than 1,023 bytes. */
export function documentId(text: string): string {
  // Nothing, `.` and `..` would be lost in a URL.
  if (/^\.{0,2}$/.test(text)) return `~${text.replaceAll('.', '2e')}`;
  const name = /^[\w.:-]*$/.test(text) ? text : escaped(text, isPlain);
  return name.length <= 900 ? name : `~~${hash('sha256', text, 'hex')}`;
}

/** Letters, digits and `-._:`. */
function isPlain(byte: number): boolean {
  return /[\w.:-]/.test(String.fromCharCode(byte)) && byte < 0x7e;
}

function escaped(text: string, isKept: (byte: number) => boolean): string {
  let name = '';
  for (const byte of Buffer.from(text)) {
    const mark = byte < 0x22 ? '!' : '~';
    name += isKept(byte) ? String.fromCharCode(byte) : mark + byte.toString(16).padStart(2, '0');
  }
  return name;
}
