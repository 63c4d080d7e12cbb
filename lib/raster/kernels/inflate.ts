/** AssemblyScript: compiled to WebAssembly by `npm run kernels`.
 *
 * DEFLATE, in the manner of libdeflate: a 64-bit bit buffer, tables whose entries hold everything about a symbol, and, since
 * differenced imagery is mostly literals, two literals an entry where their codes are short enough.
 * @see RFC 1950, RFC 1951 */

const literalBits: i32 = 11;
const distanceBits: i32 = 9;
const longestCode: i32 = 15;

// Entry of a table: bits 0–5 bits to drop, bits 8–11 how many of them are the code. Then
// a literal: bit 31, bytes in bits 8–23, how many in bits 28–29;
// a length or distance: base in bits 16–31 (lengths stay below bit 15, distances below 2^16);
// others: bit 15 set, with bit 14 a subtable at bits 16–29, with bit 13 the end of the block, else invalid.
const special: i32 = 1 << 15;
const subtable: i32 = 1 << 14;
const endOfBlock: i32 = 1 << 13;
const invalid: i32 = special;

// Layout of the work area, bytes.
const lengthsAt: i32 = 0;
/** Where the input was read to. */
const endAt: i32 = 376;
const countsAt: i32 = 384;
const nextAt: i32 = 448;
const precodeAt: i32 = 512;
const literalsAt: i32 = 1024;
const distancesAt: i32 = 1024 + 4 * (2048 + 144 * 16);
/** Bytes of the work area: 9 bits and 15 subtables of 64 entries for distances. */
export const workBytes: i32 = 1024 + 4 * (2048 + 144 * 16) + 4 * (512 + 16 * 64);

const failed: i32 = -1;

/** @param input zlib stream, with 16 bytes more to be read behind it
 * @param output `capacity` bytes, with 320 bytes more to be written behind them
 * @returns bytes written, or −1 when the stream is damaged, cut off, longer than `capacity`, or needs a dictionary */
export function inflate(work: i32, input: i32, length: i32, output: i32, capacity: i32): i32 {
  if (length < 6) return failed;
  const header: i32 = (load<u8>(input) << 8) | load<u8>(input + 1);
  if ((header & 0x0f00) !== 0x0800 || header % 31 !== 0 || (header & 0x20) !== 0) return failed;
  const size: i32 = inflateBlocks(work, input + 2, input + length - 4, output, capacity, output);
  if (size < 0) return failed;
  const at: i32 = load<i32>(work + endAt);
  const check: u32 =
    ((<u32>load<u8>(at)) << 24) |
    ((<u32>load<u8>(at + 1)) << 16) |
    ((<u32>load<u8>(at + 2)) << 8) |
    <u32>load<u8>(at + 3);
  return adler32(output, size) === check ? size : failed;
}

/** A stream without zlib's wrapping.
 * @param history where the dictionary begins; it ends at `output` */
export function inflateRaw(work: i32, input: i32, length: i32, output: i32, capacity: i32, history: i32): i32 {
  return inflateBlocks(work, input, input + length, output, capacity, history);
}

function inflateBlocks(work: i32, input: i32, inputEnd: i32, output: i32, capacity: i32, history: i32): i32 {
  const outputEnd: i32 = output + capacity;
  let at: i32 = input;
  let out: i32 = output;
  let bits: u64 = 0;
  let count: i32 = 0;
  let last: bool = false;
  while (!last) {
    if (at > inputEnd + 8) return failed;
    bits |= load<u64>(at) << (<u64>count);
    at += (63 - count) >> 3;
    count |= 56;
    last = (bits & 1) !== 0;
    const kind: i32 = <i32>((bits >> 1) & 3);
    bits >>= 3;
    count -= 3;
    if (kind === 0) {
      at -= count >> 3;
      bits = 0;
      count = 0;
      if (at + 4 > inputEnd) return failed;
      const stored: i32 = load<u16>(at);
      if ((stored ^ 0xffff) !== load<u16>(at + 2)) return failed;
      at += 4;
      if (at + stored > inputEnd || out + stored > outputEnd) return failed;
      memory.copy(out, at, stored);
      at += stored;
      out += stored;
      continue;
    }
    if (kind === 3) return failed;
    if (kind === 1) {
      memory.fill(work + lengthsAt, 8, 144);
      memory.fill(work + lengthsAt + 144, 9, 112);
      memory.fill(work + lengthsAt + 256, 7, 24);
      memory.fill(work + lengthsAt + 280, 8, 8);
      if (!buildTable(work, 0, 288, literalsAt, literalBits, 0)) return failed;
      memory.fill(work + lengthsAt, 5, 32);
      if (!buildTable(work, 0, 32, distancesAt, distanceBits, 1)) return failed;
    } else {
      const literals: i32 = 257 + <i32>(bits & 31);
      const distances: i32 = 1 + <i32>((bits >> 5) & 31);
      const codes: i32 = 4 + <i32>((bits >> 10) & 15);
      bits >>= 14;
      count -= 14;
      if (literals > 286) return failed;
      memory.fill(work + lengthsAt, 0, 19);
      for (let index: i32 = 0; index < codes; index++) {
        if (count < 3) {
          bits |= load<u64>(at) << (<u64>count);
          at += (63 - count) >> 3;
          count |= 56;
        }
        store<u8>(work + lengthsAt + precodeSymbol(index), <u8>(bits & 7));
        bits >>= 3;
        count -= 3;
      }
      if (!buildTable(work, 0, 19, precodeAt, 7, 2)) return failed;
      let index: i32 = 0;
      const total: i32 = literals + distances;
      while (index < total) {
        if (at > inputEnd + 8) return failed;
        bits |= load<u64>(at) << (<u64>count);
        at += (63 - count) >> 3;
        count |= 56;
        const entry: i32 = load<i32>(work + precodeAt + ((<i32>bits & 127) << 2));
        if ((entry & special) !== 0) return failed;
        bits >>= <u64>(entry & 63);
        count -= entry & 63;
        const symbol: i32 = entry >>> 16;
        if (symbol < 16) {
          store<u8>(work + lengthsAt + index, symbol);
          index++;
          continue;
        }
        let repeated: u8 = 0;
        let times: i32 = 0;
        if (symbol === 16) {
          if (index === 0) return failed;
          repeated = load<u8>(work + lengthsAt + index - 1);
          times = 3 + <i32>(bits & 3);
          bits >>= 2;
          count -= 2;
        } else if (symbol === 17) {
          times = 3 + <i32>(bits & 7);
          bits >>= 3;
          count -= 3;
        } else {
          times = 11 + <i32>(bits & 127);
          bits >>= 7;
          count -= 7;
        }
        if (index + times > total) return failed;
        memory.fill(work + lengthsAt + index, repeated, times);
        index += times;
      }
      if (load<u8>(work + lengthsAt + 256) === 0) return failed;
      // Distances first: their lengths are not needed any more when the other table has been made.
      if (!buildTable(work, literals, distances, distancesAt, distanceBits, 1)) return failed;
      if (!buildTable(work, 0, literals, literalsAt, literalBits, 0)) return failed;
    }
    const literalTable: i32 = work + literalsAt;
    const distanceTable: i32 = work + distancesAt;
    while (true) {
      // Up to 8 literals and 258 bytes of a match may be written before this is asked again, and 16 read.
      if (at > inputEnd + 8 || out > outputEnd) return failed;
      bits |= load<u64>(at) << (<u64>count);
      at += (63 - count) >> 3;
      count |= 56;
      let entry: i32 = load<i32>(literalTable + ((<i32>bits & 2047) << 2));
      if (entry < 0) {
        bits >>= <u64>(<u32>entry);
        count -= entry & 63;
        store<u16>(out, <u16>(entry >>> 8));
        out += (entry >>> 28) & 3;
        entry = load<i32>(literalTable + ((<i32>bits & 2047) << 2));
        if (entry < 0) {
          bits >>= <u64>(<u32>entry);
          count -= entry & 63;
          store<u16>(out, <u16>(entry >>> 8));
          out += (entry >>> 28) & 3;
          entry = load<i32>(literalTable + ((<i32>bits & 2047) << 2));
          if (entry < 0) {
            bits >>= <u64>(<u32>entry);
            count -= entry & 63;
            store<u16>(out, <u16>(entry >>> 8));
            out += (entry >>> 28) & 3;
            entry = load<i32>(literalTable + ((<i32>bits & 2047) << 2));
            if (entry < 0) {
              bits >>= <u64>(<u32>entry);
              count -= entry & 63;
              store<u16>(out, <u16>(entry >>> 8));
              out += (entry >>> 28) & 3;
              continue;
            }
          }
        }
        bits |= load<u64>(at) << (<u64>count);
        at += (63 - count) >> 3;
        count |= 56;
      }
      if ((entry & special) !== 0) {
        if ((entry & subtable) !== 0) {
          bits >>= <u64>literalBits;
          count -= literalBits;
          entry = load<i32>(literalTable + (((entry >>> 16) + (<i32>bits & ((1 << (entry & 15)) - 1))) << 2));
          if (entry < 0) {
            bits >>= <u64>(<u32>entry);
            count -= entry & 63;
            store<u8>(out, <u8>(entry >>> 8));
            out++;
            continue;
          }
        }
        if ((entry & special) !== 0) {
          if ((entry & endOfBlock) === 0) return failed;
          bits >>= <u64>(entry & 63);
          count -= entry & 63;
          break;
        }
      }
      let drop: i32 = entry & 63;
      const size: i32 =
        ((entry >>> 16) & 0x3fff) + (<i32>(bits & (((<u64>1) << (<u64>drop)) - 1)) >>> ((entry >>> 8) & 15));
      bits >>= <u64>drop;
      count -= drop;
      entry = load<i32>(distanceTable + ((<i32>bits & 511) << 2));
      if ((entry & special) !== 0) {
        if ((entry & subtable) === 0) return failed;
        bits >>= <u64>distanceBits;
        count -= distanceBits;
        entry = load<i32>(distanceTable + (((entry >>> 16) + (<i32>bits & ((1 << (entry & 15)) - 1))) << 2));
        if ((entry & special) !== 0) return failed;
      }
      drop = entry & 63;
      const back: i32 = (entry >>> 16) + (<i32>(bits & (((<u64>1) << (<u64>drop)) - 1)) >>> ((entry >>> 8) & 15));
      bits >>= <u64>drop;
      count -= drop;
      let from: i32 = out - back;
      if (from < history) return failed;
      const end: i32 = out + size;
      if (back >= 16) {
        do {
          v128.store(out, v128.load(from));
          out += 16;
          from += 16;
        } while (out < end);
      } else if (back === 1) {
        const splat: v128 = i8x16.splat(load<i8>(from));
        do {
          v128.store(out, splat);
          out += 16;
        } while (out < end);
      } else if (back >= 8) {
        do {
          store<u64>(out, load<u64>(from));
          out += 8;
          from += 8;
        } while (out < end);
      } else {
        do {
          store<u8>(out, load<u8>(from));
          out++;
          from++;
        } while (out < end);
      }
      out = end;
    }
  }
  at -= count >> 3;
  if (at > inputEnd || out > outputEnd) return failed;
  store<i32>(work + endAt, at);
  return out - output;
}

/** Order in which the lengths of the code length code come. */
function precodeSymbol(index: i32): i32 {
  if (index < 3) return 16 + index;
  if (index === 3) return 0;
  return (index & 1) === 0 ? 8 + ((index - 4) >> 1) : 7 - ((index - 5) >> 1);
}

/** @param kind 0 literals and lengths, 1 distances, 2 code lengths
 * @returns false for codes that can't be: too many, or some missing (but a single distance or none is allowed) */
function buildTable(work: i32, first: i32, symbols: i32, tableAt: i32, tableBits: i32, kind: i32): bool {
  const lengths: i32 = work + lengthsAt + first;
  const counts: i32 = work + countsAt;
  const next: i32 = work + nextAt;
  const table: i32 = work + tableAt;
  memory.fill(counts, 0, 64);
  for (let symbol: i32 = 0; symbol < symbols; symbol++) {
    const slot: i32 = counts + (load<u8>(lengths + symbol) << 2);
    store<i32>(slot, load<i32>(slot) + 1);
  }
  store<i32>(counts, 0);
  let code: i32 = 0;
  let used: i32 = 0;
  let longest: i32 = 0;
  for (let length: i32 = 1; length <= longestCode; length++) {
    code <<= 1;
    store<i32>(next + (length << 2), code);
    const here: i32 = load<i32>(counts + (length << 2));
    code += here;
    used += here;
    if (here > 0) longest = length;
    if (code > 1 << length) return false;
  }
  const entries: i32 = 1 << tableBits;
  if (code !== 1 << longestCode) {
    if (kind !== 1 || used > 1 || longest > 1) return false;
    for (let index: i32 = 0; index < entries; index++) store<i32>(table + (index << 2), invalid);
  }
  const deep: bool = longest > tableBits;
  // Marks prefixes of long codes whose subtable was not begun.
  if (deep) for (let index: i32 = 0; index < entries; index++) store<i32>(table + (index << 2), 0);
  const subBits: i32 = longest - tableBits;
  let free: i32 = entries;
  for (let symbol: i32 = 0; symbol < symbols; symbol++) {
    const length: i32 = load<u8>(lengths + symbol);
    if (length === 0) continue;
    const slot: i32 = next + (length << 2);
    const plain: i32 = load<i32>(slot);
    store<i32>(slot, plain + 1);
    const reversed: i32 = reverse(plain, length);
    if (length <= tableBits) {
      const entry: i32 = symbolEntry(kind, symbol, length);
      const step: i32 = 1 << length;
      for (let index: i32 = reversed; index < entries; index += step) store<i32>(table + (index << 2), entry);
      continue;
    }
    const prefix: i32 = table + ((reversed & (entries - 1)) << 2);
    if (load<i32>(prefix) === 0) {
      store<i32>(prefix, special | subtable | subBits | (free << 16));
      free += 1 << subBits;
    }
    const start: i32 = load<i32>(prefix) >>> 16;
    const entry: i32 = symbolEntry(kind, symbol, length - tableBits);
    const step: i32 = 1 << (length - tableBits);
    for (let index: i32 = reversed >> tableBits; index < 1 << subBits; index += step) {
      store<i32>(table + ((start + index) << 2), entry);
    }
  }
  if (kind === 0) {
    // From the end: the second literal is looked up further in front, where entries still hold one.
    for (let index: i32 = entries - 1; index >= 0; index--) {
      const entry: i32 = load<i32>(table + (index << 2));
      if (entry >= 0) continue;
      const drop: i32 = entry & 63;
      const second: i32 = load<i32>(table + ((index >> drop) << 2));
      const both: i32 = drop + (second & 63);
      if (second >= 0 || both > tableBits) continue;
      const bytes: i32 = (entry & 0xff00) | ((second & 0xff00) << 8);
      store<i32>(table + (index << 2), (1 << 31) | (2 << 28) | bytes | both);
    }
  }
  return true;
}

function symbolEntry(kind: i32, symbol: i32, length: i32): i32 {
  if (kind === 2) return (symbol << 16) | length;
  if (kind === 1) {
    if (symbol > 29) return invalid;
    const extra: i32 = symbol < 4 ? 0 : (symbol >> 1) - 1;
    const base: i32 = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
    return (base << 16) | (length << 8) | (length + extra);
  }
  if (symbol < 256) return (1 << 31) | (1 << 28) | (symbol << 8) | length;
  if (symbol === 256) return special | endOfBlock | length;
  if (symbol > 285) return invalid;
  if (symbol === 285) return (258 << 16) | (length << 8) | length;
  const step: i32 = symbol - 257;
  const extra: i32 = step < 8 ? 0 : (step >> 2) - 1;
  const base: i32 = step < 8 ? step + 3 : ((4 + (step & 3)) << extra) + 3;
  return (base << 16) | (length << 8) | (length + extra);
}

function reverse(code: i32, length: i32): i32 {
  let value: i32 = code;
  value = ((value & 0x5555) << 1) | ((value >> 1) & 0x5555);
  value = ((value & 0x3333) << 2) | ((value >> 2) & 0x3333);
  value = ((value & 0x0f0f) << 4) | ((value >> 4) & 0x0f0f);
  value = ((value & 0xff) << 8) | ((value >> 8) & 0xff);
  return value >> (16 - length);
}

/** @see RFC 1950 §9. Sixteen bytes at a time; sums stay below 2^32 for 5552 bytes. */
function adler32(from: i32, length: i32): u32 {
  const high: v128 = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const low: v128 = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let a: u32 = 1;
  let b: u32 = 0;
  let at: i32 = from;
  let left: i32 = length;
  while (left > 0) {
    let part: i32 = left < 5536 ? left : 5536;
    left -= part;
    let sums: v128 = i32x4.splat(0);
    let before: v128 = i32x4.splat(0);
    let weighted: v128 = i32x4.splat(0);
    const whole: i32 = part >> 4;
    b += a * <u32>(whole << 4);
    for (let step: i32 = 0; step < whole; step++) {
      const bytes: v128 = v128.load(at);
      at += 16;
      before = i32x4.add(before, sums);
      const first: v128 = i16x8.extend_low_i8x16_u(bytes);
      const second: v128 = i16x8.extend_high_i8x16_u(bytes);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.add(first, second)));
      weighted = i32x4.add(weighted, i32x4.add(i32x4.dot_i16x8_s(first, high), i32x4.dot_i16x8_s(second, low)));
    }
    a += lanes(sums);
    b += (lanes(before) << 4) + lanes(weighted);
    part &= 15;
    for (; part > 0; part--) {
      a += load<u8>(at);
      b += a;
      at++;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

function lanes(vector: v128): u32 {
  return (
    i32x4.extract_lane(vector, 0) +
    i32x4.extract_lane(vector, 1) +
    i32x4.extract_lane(vector, 2) +
    i32x4.extract_lane(vector, 3)
  );
}
