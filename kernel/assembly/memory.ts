import { RESERVED, state } from './state';

const PAGE: usize = 65536;

/** Forgets all that was reserved. */
export function reset(threads: i32): void {
  state.threads = threads;
  state.cancelled = 0;
  state.arrived = 0;
  state.round = 0;
  state.sleeping = 0;
  state.heap = max(RESERVED, __heap_base);
}

/**
 * Reserves bytes at a multiple of 64, a cache line; the memory grows as it has to. They are not 0.
 *
 * @returns Their address, or 0 when WebAssembly's 4 GiB are full.
 */
export function reserve(bytes: f64): usize {
  const address = (state.heap + 63) & ~63;
  const end = <f64>address + bytes;
  const available = <f64>memory.size() * <f64>PAGE;
  if (end > available) {
    const pages = ceil((end - available) / <f64>PAGE);
    if (pages > 65536 || memory.grow(<i32>pages) < 0) return 0;
  }
  state.heap = <usize>end;
  return address;
}

/** Gives back all that was reserved since the heap began at this address. */
export function release(address: usize): void {
  state.heap = address;
}
