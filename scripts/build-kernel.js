// Writes dist/kernel/tree-kernel.wasm from kernel/assembly, when it is older than what it is made from.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'kernel/assembly';
const output = 'dist/kernel/tree-kernel.wasm';
const sources = readdirSync(folder).map((name) => join(folder, name));
const newest = Math.max(...[...sources, 'scripts/build-kernel.js', 'package-lock.json'].map((path) => statSync(path).mtimeMs));

if (!existsSync(output) || statSync(output).mtimeMs < newest) {
  const { default: asc } = await import('assemblyscript/asc');
  // 64 KiB to begin with, at most 4 GiB; the first 4 KiB belong to the kernel's threads and state (state.ts).
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536', '--memoryBase', '4096'];
  const features = ['simd', 'bulk-memory', 'threads'].flatMap((feature) => ['--enable', feature]);
  const settings = ['-O3', '--noAssert', '--runtime', 'stub', ...memory, ...features];
  mkdirSync('dist/kernel', { recursive: true });
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([join(folder, 'index.ts'), ...settings, '--outFile', 'tree-kernel.wasm'], {
    stderr,
    writeFile: (_name, contents) => {
      if (contents instanceof Uint8Array) writeFileSync(output, contents);
    },
  });
  if (error) throw new Error(stderr.toString(), { cause: error });
}
