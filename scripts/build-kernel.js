// Writes dist/kernel/tree-kernel.wasm from kernel/assembly, when it is older than what it is made from.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = 'kernel/assembly';
const output = 'dist/kernel/tree-kernel.wasm';
const sources = readdirSync(folder).map((name) => join(folder, name));
const newest = Math.max(...[...sources, 'scripts/build-kernel.js', 'package-lock.json'].map((path) => statSync(path).mtimeMs));

if (!existsSync(output) || statSync(output).mtimeMs < newest) {
  // 64 KiB to begin with, at most 4 GiB; the first 4 KiB belong to the kernel's threads and state (state.ts).
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536', '--memoryBase', '4096'];
  const features = ['simd', 'bulk-memory', 'threads'].flatMap((feature) => ['--enable', feature]);
  const settings = ['-O3', '--noAssert', '--runtime', 'stub', ...memory, ...features, '--outFile', output];
  mkdirSync('dist/kernel', { recursive: true });
  // As a program: its types, imported, would give every array methods of AssemblyScript's.
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  execFileSync(process.execPath, [compiler, join(folder, 'index.ts'), ...settings], { stdio: 'inherit' });
}
