/** A process of its own that brings a database up to date as others do at the same time: URL. */
import { openMetadataStore } from '../../../stores/metadata/open-metadata-store.js';

const store = openMetadataStore(process.argv[2] ?? '');
await store.migrate();
await store.close();
