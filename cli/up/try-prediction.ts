import { setTimeout as sleep } from 'node:timers/promises';
import type { LeatClient } from '../../client/connect.js';
import type { Deployment } from '../../core/model/evaluation.js';
import type { Signature, SignatureInput } from '../../core/model/signature.js';
import type { Cell } from '../../core/table/column.js';
import type { RunDetails } from '../../client/runs.js';

export interface PredictionTry {
  /** What a person types to get the same. */
  readonly curl: string;
  /** The server's answer; null when it gave none. */
  readonly answer: unknown;
}

/** The server looks for new deployments from time to time, and loads their models. */
const PATIENCE_MS = 15_000;

interface TryTools {
  readonly client: LeatClient;
  readonly url: string;
  readonly asksForKeys: boolean;
  /** Writes to the audit log. */
  readonly did: (action: string, subject: Readonly<Record<string, string>>) => Promise<void>;
}

/** Predicts a row like those of the training over HTTP, by the model that a run deployed; null when it deployed none. */
export async function tryPrediction(run: RunDetails['run'], { client, url, asksForKeys, did }: TryTools): Promise<PredictionTry | null> {
  const reference = Object.values(run.outputs).find(({ kind }) => kind === 'deployment');
  if (reference === undefined) return null;
  const deployment = (await client.document(reference.digest)) as Deployment; // the reference's kind says so
  const { versions } = await client.models.show(deployment.model);
  const version = versions.find((each) => each.version === deployment.version);
  if (version === undefined) return null;
  const { signature } = await client.models.card(version);
  const address = `${url}/api/v1/models/${deployment.model}@${deployment.alias}/predict`;
  const body = JSON.stringify({ rows: [exampleRow(signature)] });
  const authorization = asksForKeys ? ` \\\n  -H "authorization: Bearer $KEY"` : '';
  const curl = `curl -s ${address}${authorization} \\\n  -H 'content-type: application/json' \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
  const expected = `${deployment.model}:${String(deployment.version)}`;
  const headers = { 'content-type': 'application/json', ...(asksForKeys && (await shortLivedKey(deployment.model, { client, did }))) };
  return { curl, answer: await untilAnswered(address, { headers, body, expected }) };
}

/** Good for this one try. */
async function shortLivedKey(
  model: string,
  { client: { keys }, did }: Pick<TryTools, 'client' | 'did'>,
): Promise<{ authorization: string }> {
  const expiresAt = new Date(Date.now() + 2 * PATIENCE_MS);
  const { key, record } = await keys.create({ name: 'leat-up', role: 'viewer', limits: { pipelines: [], models: [model] }, expiresAt });
  await did('key.create', { key: record.id, name: record.name, role: record.role });
  return { authorization: `Bearer ${key}` };
}

interface Ask {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The version that is to answer. */
  readonly expected: string;
}

async function untilAnswered(address: string, { headers, body, expected }: Ask): Promise<unknown> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(address, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(5_000),
    }).then(
      (response) => (response.ok ? (response.json() as Promise<{ model: string; predictions: readonly unknown[] }>) : null), // as server/routes/predict.ts declares
      () => null,
    );
    // The version before may still answer for a moment.
    if (answer !== null && answer.model === expected && answer.predictions.length === 1) return answer;
    await sleep(100);
  }
  return null;
}

/** A value that the training saw, or one amid them, for every column. */
function exampleRow({ inputs }: Signature): Record<string, Cell> {
  return Object.fromEntries(inputs.map((input) => [input.name, exampleValue(input)]));
}

function exampleValue({ type, categories = [], minimum = 0, maximum = 0 }: SignatureInput): Cell {
  const middle = (minimum + maximum) / 2;
  switch (type) {
    case 'string':
      return categories[0] ?? null;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(middle).toISOString();
    case 'integer':
      return Math.round(middle);
    case 'number':
      return Number(middle.toPrecision(4));
  }
}
