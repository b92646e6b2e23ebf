import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import { loadConfig } from '../../config/load-config.js';
import { createProject } from '../support/create-project.js';
import { expectRejection } from '../support/expect-refusal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** An authority, and a certificate of it for the server and for the client each. */
function makeCertificates(folder: string): void {
  const openssl = (...words: string[]): unknown => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:temporal.test,IP:127.0.0.1');
  for (const who of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${who}.key`, '-out', `${who}.csr`, '-subj', `/CN=${who}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
    openssl('x509', '-req', '-in', `${who}.csr`, '-out', `${who}.pem`, ...signed);
  }
}

/** Answers every call as GetSystemInfo does, to clients with a certificate only, and keeps what they say of themselves. */
async function serveTemporal(folder: string): Promise<{ address: string; asked: IncomingHttpHeaders[] }> {
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const asked: IncomingHttpHeaders[] = [];
  const server = createSecureServer({
    key: read('server.key'),
    cert: read('server.pem'),
    ca: read('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('stream', (stream, headers) => {
    asked.push(headers);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers({ 'grpc-status': '0' });
    });
    const version = Buffer.from('9.9.9');
    // Uncompressed, its length; then field 1 of the message, a text.
    stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, version.length + 2, 0x0a, version.length]), version]));
  });
  server.on('sessionError', () => undefined); // a client without a certificate
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked }; // it listens on a port
}

async function clientOf(env: Readonly<Record<string, string>>): Promise<LeatClient> {
  const client = await connect(await loadConfig({ cwd: await createProject({}), env }));
  onTestFinished(() => client.close());
  return client;
}

test("reaches a Temporal server by TLS with a certificate and a key of its own, all by Temporal's variables", async () => {
  const folder = temporaryFolder();
  makeCertificates(folder);
  const { address, asked } = await serveTemporal(folder);
  const tls = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
    TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'client.pem'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'client.key'),
    TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
  };
  const client = await clientOf({ ...tls, TEMPORAL_API_KEY: 'planted-key' });
  expect(await client.temporalVersion()).toBe('9.9.9');
  expect(asked.at(-1)).toMatchObject({ authorization: 'Bearer planted-key' });

  const { TEMPORAL_TLS_SERVER_CA_CERT_PATH: _, ...untrusting } = tls;
  await expectRejection((await clientOf(untrusting)).temporalVersion(), 'TEMPORAL_UNREACHABLE', address);
  const unknown = await clientOf({ TEMPORAL_ADDRESS: address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem') });
  await expectRejection(unknown.temporalVersion(), 'TEMPORAL_UNREACHABLE', address);
});
