/** Just enough of a WebAssembly assembler to emit one exported function over an imported memory. Opcodes as in the
 * core specification, §5.4 (instructions) and §5.5 (modules). */

export const valueType = { i32: 0x7f, v128: 0x7b } as const;
export type ValueType = keyof typeof valueType;

/** Instructions under construction. */
export interface Code {
  readonly bytes: number[];
}

export const op = {
  loop: (body: () => void, code: Code) => block(0x03, body, code),
  end: 0x0b,
  brIf: (depth: number) => [0x0d, ...unsigned(depth)],
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  tee: (local: number) => [0x22, ...unsigned(local)],
  i32: (value: number) => [0x41, ...signed(value)],
  i32LtU: [0x49],
  i32Add: [0x6a],
  i32Shl: [0x74],
} as const;

const simdCodes = {
  'v128.not': 0x4d,
  'v128.and': 0x4e,
  'v128.or': 0x50,
  'v128.xor': 0x51,
  'v128.bitselect': 0x52,
  'i16x8.splat': 0x10,
  'i16x8.eq': 0x2d,
  'i16x8.gt_s': 0x31,
  'i16x8.gt_u': 0x32,
  'i16x8.le_u': 0x34,
  'i16x8.extend_low_i8x16_s': 0x87,
  'i16x8.narrow_i32x4_u': 0x86,
  'i16x8.shr_u': 0x8d,
  'i16x8.sub': 0x91,
  'i16x8.min_s': 0x96,
  'i16x8.min_u': 0x97,
  'i16x8.max_s': 0x98,
  'i16x8.max_u': 0x99,
  'i16x8.avgr_u': 0x9b,
  'i32x4.extend_low_i16x8_s': 0xa7,
  'i32x4.shr_s': 0xac,
  'i32x4.sub': 0xb1,
  'i32x4.min_s': 0xb6,
  'i32x4.max_s': 0xb8,
  'f32x4.eq': 0x41,
  'f32x4.ne': 0x42,
  'f32x4.demote_f64x2_zero': 0x5e,
  'f64x2.promote_low_f32x4': 0x5f,
  'f64x2.add': 0xf0,
  'f64x2.mul': 0xf2,
} as const;
export type Simd = keyof typeof simdCodes;

const memoryCodes = {
  'v128.load': 0x00,
  'v128.load8x8_s': 0x01,
  'v128.load16_splat': 0x08,
  'v128.load32_splat': 0x09,
  'v128.load32_zero': 0x5c,
  'v128.store': 0x0b,
} as const;

export function simd(name: Simd): number[] {
  return [0xfd, ...unsigned(simdCodes[name])];
}

/** A load or store at the address on the stack plus `offset`; no alignment is promised. */
export function simdMemory(name: keyof typeof memoryCodes, offset = 0): number[] {
  return [0xfd, ...unsigned(memoryCodes[name]), 0, ...unsigned(offset)];
}

/** Stores lane `lane` of 64 bits. */
export function store64Lane(lane: 0 | 1): number[] {
  return [0xfd, 0x5b, 0, 0, lane];
}

/** Sixteen byte indices into the 32 bytes of the two operands. */
export function shuffle(indices: readonly number[]): number[] {
  return [0xfd, 0x0d, ...indices];
}

/** A constant vector from 16-byte contents. */
export function v128(bytes: ArrayLike<number>): number[] {
  return [0xfd, 0x0c, ...Array.from(bytes)];
}

export interface FunctionSpec {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: readonly { readonly type: ValueType; readonly count: number }[];
  readonly body: readonly number[];
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A module that imports `env.memory` and exports `run`. */
export function wasmModule(spec: FunctionSpec): Uint8Array<ArrayBuffer> {
  const types = (list: readonly ValueType[]) => [...unsigned(list.length), ...list.map((type) => valueType[type])];
  const locals = spec.locals.filter((group) => group.count > 0);
  const prologue = [
    ...unsigned(locals.length),
    ...locals.flatMap((group) => [...unsigned(group.count), valueType[group.type]]),
  ];
  const size = prologue.length + spec.body.length + 1;
  const code = [1, ...unsigned(size), ...prologue];
  const head = [
    ...magicAndVersion,
    ...section(1, [1, 0x60, ...types(spec.params), ...types(spec.results)]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0x00, 0]),
    10,
    ...unsigned(code.length + spec.body.length + 1),
    ...code,
  ];
  // The body may be a megabyte: no spread.
  const module = new Uint8Array(head.length + spec.body.length + 1);
  module.set(head);
  module.set(spec.body, head.length);
  module[module.length - 1] = op.end;
  return module;
}

export function emit(code: Code, ...instructions: readonly (readonly number[])[]): void {
  for (const instruction of instructions) for (const byte of instruction) code.bytes.push(byte);
}

function block(opcode: number, body: () => void, code: Code): void {
  code.bytes.push(opcode, 0x40);
  body();
  code.bytes.push(op.end);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}
