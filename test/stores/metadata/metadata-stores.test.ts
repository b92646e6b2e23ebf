import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { testMetadataStore } from '../../contracts/metadata-store.js';
import { startPostgres, type RunningPostgres } from '../../support/postgres.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { openTemporarily } from './open-temporarily.js';

let server: RunningPostgres;
let databases = 0;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

testMetadataStore({
  name: 'SQLite',
  create() {
    const url = `sqlite:${temporaryFolder()}/folder/leat.db`;
    return Promise.resolve(() => openTemporarily(url));
  },
});

testMetadataStore({
  name: 'PostgreSQL',
  async create() {
    const database = `leat_${String(++databases)}`;
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(`create database ${database}`);
    await client.end();
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return () => openTemporarily(url.href);
  },
});
