import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileArtifactStore } from '../../../stores/artifacts/file-artifact-store.js';
import { MemoryArtifactStore } from '../../../stores/artifacts/memory-artifact-store.js';
import { testArtifactStore } from '../../contracts/artifact-store.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

testArtifactStore({
  name: 'memory',
  open: () => Promise.resolve({ store: new MemoryArtifactStore() }),
  unsupported: ['reopen', 'damage'], // its bytes are out of reach of anybody else
});

testArtifactStore({
  name: 'file',
  async open() {
    const folder = temporaryFolder();
    return {
      store: await FileArtifactStore.open(folder),
      reopen: () => FileArtifactStore.open(folder),
      async damage(digest) {
        const path = join(folder, digest.replace(/^sha256:(..)/, 'sha256/$1/'));
        const content = await readFile(path);
        content.writeUInt8(content.readUInt8(0) ^ 1, 0);
        await writeFile(path, content);
      },
    };
  },
});
