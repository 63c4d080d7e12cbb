/** JPEG blocks of a TIFF: the tables that blocks share put in front, and a marker that says which colours they hold.
 * @see TIFF technical note 2 */
export function wholeJpeg(block: Uint8Array, tables: Uint8Array | undefined, ycbcr: boolean): Uint8Array {
  const shared = tables && isJpeg(tables) ? tables.subarray(2, tables.byteLength - 2) : new Uint8Array();
  // TIFF's photometric interpretation decides, not what libjpeg guesses from component numbers: an Adobe marker tells it.
  const adobe = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, ycbcr ? 1 : 0);
  return Buffer.concat([block.subarray(0, 2), adobe, shared, block.subarray(2)]);
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes.byteLength > 4 && bytes[0] === 0xff && bytes[1] === 0xd8;
}

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bits: number;
}

/** Size and components from the frame header, before anything is decoded. @returns undefined when there is none */
export function jpegFrame(bytes: Uint8Array): JpegFrame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.byteLength;) {
    const marker = view.getUint16(at);
    if (marker < 0xff_01) return undefined;
    const isFrame = marker >= 0xff_c0 && marker <= 0xff_cf && ![0xff_c4, 0xff_c8, 0xff_cc].includes(marker);
    if (isFrame) {
      return {
        bits: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    }
    const isFill = marker === 0xff_ff;
    at += isFill ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}
