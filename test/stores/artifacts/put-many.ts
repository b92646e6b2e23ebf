/** A process of its own that writes the same contents as others do: FOLDER COUNT. */
import { FileArtifactStore } from '../../../stores/artifacts/file-artifact-store.js';

const [, , folder = '', count = ''] = process.argv;
const store = await FileArtifactStore.open(folder);
for (let index = 0; index < Number(count); index++) await store.put(new Uint8Array(100_000).fill(index));
