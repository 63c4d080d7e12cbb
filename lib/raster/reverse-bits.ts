const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = 0;
  for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) value |= 128 >> bit;
  return value;
});

/** Bytes with their bits in the other order: TIFF's FillOrder 2. */
export function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => reversed[byte] as number);
}
