declare module 'lerc' {
  /** @see https://github.com/Esri/lerc/tree/master/OtherLanguages/js (version 3, plain JavaScript) */
  interface LercBlock {
    readonly width: number;
    readonly height: number;
    readonly dimCount?: number;
    readonly pixels: readonly (
      | Int8Array
      | Uint8Array
      | Int16Array
      | Uint16Array
      | Int32Array
      | Uint32Array
      | Float32Array
      | Float64Array
    )[];
    readonly mask?: Uint8Array | null;
  }
  const lerc: {
    decode(data: ArrayBufferLike, options?: { readonly returnPixelInterleavedDims?: boolean }): LercBlock;
  };
  // oxlint-disable-next-line import/no-default-export -- the package is CommonJS
  export default lerc;
}
