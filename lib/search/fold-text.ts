/** CASEI: text folded so that only case differs no more (`Straße` = `STRASSE`, final sigma = sigma). */
export function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** Letters with a stroke, which Unicode doesn't decompose. */
const strokes = new Map(
  ['øo', 'ØO', 'đd', 'ĐD', 'łl', 'ŁL', 'ħh', 'ĦH', 'ŧt', 'ŦT', 'ɨi', 'ƗI', 'ƀb'].map(
    (pair) => [pair[0], pair[1]] as const,
  ),
);

/** ACCENTI: text without diacritics (`débárquér` = `debarquer`, `København` = `Kobenhavn`). */
export function foldAccents(text: string): string {
  return (
    text
      .normalize('NFD')
      // Combining diacritical marks only: vowel signs of Indic scripts are marks too, but not accents.
      .replaceAll(/[\u0300-\u036F]/g, '')
      .replaceAll(/[^\u0020-\u007E]/g, (letter) => strokes.get(letter) ?? letter)
      .normalize('NFC')
  );
}

/** Order of Unicode code points, which is also the byte order of UTF-8 and so SQLite's; JavaScript's own `<` orders
 * UTF-16 units, which differs outside the basic plane. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
