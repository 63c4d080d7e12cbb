import { medianNetworkModule, type LaneType, type MedianRun } from './median-network-wasm.ts';
import { medianSearchModule, type MedianSearchRun } from './median-search-wasm.ts';

/** Up to here the network was measured as 1.3 to 1.9 times as fast as the bit search. A network of this many slices takes a tenth
 * of a second to compile; larger stacks go to the search, floats to the reference. */
const networkLimit = 320;

export type MedianMethod = 'network' | 'search' | 'reference';

const networks = new Map<string, WebAssembly.Module>();
let search: WebAssembly.Module | undefined;

export function methodFor(slices: number, lane: LaneType): MedianMethod {
  if (lane === 'f32') return slices <= networkLimit ? 'network' : 'reference';
  return slices <= networkLimit ? 'network' : 'search';
}

/** The kernel for exactly `slices` slices over `memory`; modules are compiled once per process.
 * @param scratch address of 16 bytes for each slice, rounded up to four, for the bit search */
export function medianKernel(
  memory: WebAssembly.Memory,
  slices: number,
  lane: LaneType,
  method: 'network' | 'search',
  scratch: number,
): MedianRun {
  if (method === 'network') return instantiate(networkModule(slices, lane), memory) as MedianRun;
  search ??= new WebAssembly.Module(medianSearchModule());
  const run = instantiate(search, memory) as MedianSearchRun;
  const bias = lane === 'i16' ? 0x8000 : 0;
  return (values, valueStride, masks, maskStride, nodata, out, counts, pixels) =>
    run(values, valueStride, masks, maskStride, nodata, out, counts, pixels, slices, bias, scratch);
}

function networkModule(slices: number, lane: LaneType): WebAssembly.Module {
  const key = `${lane}/${slices}`;
  const known = networks.get(key);
  if (known) return known;
  const module = new WebAssembly.Module(medianNetworkModule(slices, lane));
  networks.set(key, module);
  return module;
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports['run'];
}
