/** The functions that the kernel exports; `call` and `run` of KernelSession say which and with what. */
export type KernelFunctions = Readonly<Record<string, (...parameters: number[]) => number>>;

/** @param isCancelled - Asked by the thread that leads; the others need not be asked. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, isCancelled: () => boolean): KernelFunctions {
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory, abort: () => undefined },
    crew: { isCancelled: () => Number(isCancelled()) },
  });
  return exports as KernelFunctions; // index.ts of the kernel exports functions of numbers only
}
