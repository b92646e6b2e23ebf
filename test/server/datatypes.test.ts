import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromFloat16 } from '../../core/onnx/float16.js';
import type { ElementType, Tensor } from '../../core/onnx/graph-runner.js';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { echoModel } from '../support/tiny-models.js';

interface Sample {
  readonly datatype: string;
  /** As they stand in JSON. */
  readonly json: string;
  readonly values: Tensor['data'];
}

const samples: Readonly<Record<ElementType, Sample>> = {
  float16: { datatype: 'FP16', json: '0.5,-65504', values: Uint16Array.of(0x3800, 0xfbff) },
  float32: { datatype: 'FP32', json: '0.1,-3.4028234663852886e+38', values: Float32Array.of(0.1, -3.4028234663852886e38) },
  float64: { datatype: 'FP64', json: '0.1,-1.7976931348623157e+308', values: Float64Array.of(0.1, -Number.MAX_VALUE) },
  int8: { datatype: 'INT8', json: '-128,127', values: Int8Array.of(-128, 127) },
  int16: { datatype: 'INT16', json: '-32768,32767', values: Int16Array.of(-32768, 32767) },
  int32: { datatype: 'INT32', json: '-2147483648,2147483647', values: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  int64: {
    datatype: 'INT64',
    json: '-9223372036854775808,9007199254740993',
    values: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n),
  },
  uint8: { datatype: 'UINT8', json: '0,255', values: Uint8Array.of(0, 255) },
  uint16: { datatype: 'UINT16', json: '0,65535', values: Uint16Array.of(0, 65535) },
  uint32: { datatype: 'UINT32', json: '0,4294967295', values: Uint32Array.of(0, 2 ** 32 - 1) },
  uint64: { datatype: 'UINT64', json: '0,18446744073709551615', values: BigUint64Array.of(0n, 2n ** 64n - 1n) },
  bool: { datatype: 'BOOL', json: 'true,false', values: Uint8Array.of(1, 0) },
  string: { datatype: 'BYTES', json: '"Zoë \\"é\\"",""', values: ['Zoë "é"', ''] },
};
const types = Object.keys(samples) as ElementType[]; // the record's own keys

let serving: Serving;

beforeAll(async () => {
  serving = await startServing({ limits: { bodyBytes: 100_000 } });
  for (const type of types) await serving.deploy(type, await serving.register(type, echoModel([type])));
  await serving.deploy('all', await serving.register('all', echoModel(types)));
  await eventually(
    () => serving.get('/readyz'),
    ({ status }) => status === 200,
  );
  for (const model of [...types, 'all']) {
    await eventually(
      () => serving.get(`/v2/models/${model}/ready`),
      ({ status }) => status === 200,
    );
  }
});

afterAll(() => serving.stop());

function post(model: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${serving.url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
}

test.each(types)('passes %s through JSON exactly', async (type) => {
  const { datatype, json } = samples[type];
  const answer = await post(type, `{"inputs": [{"name": "in_${type}", "datatype": "${datatype}", "shape": [2, 1], "data": [${json}]}]}`);
  const text = await answer.text();
  expect(text).toContain(`"outputs":[{"name":"out_${type}","datatype":"${datatype}","shape":[2,1],"data":[${json}]}]`);
});

function bytesOf(values: Tensor['data']): Buffer {
  if (ArrayBuffer.isView(values)) return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat(
    values.map((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(Buffer.byteLength(text));
      return Buffer.concat([length, Buffer.from(text)]);
    }),
  );
}

/** Every type in one request, binary. */
function binaryRequest(order: readonly ElementType[] = types): { body: Buffer; headers: Record<string, string> } {
  const inputs = order.map((type) => ({
    name: `in_${type}`,
    datatype: samples[type].datatype,
    shape: [2, 1],
    parameters: { binary_data_size: bytesOf(samples[type].values).length },
  }));
  const json = Buffer.from(JSON.stringify({ id: 'b-1', inputs, parameters: { binary_data_output: true } }));
  const body = Buffer.concat([json, ...order.map((type) => bytesOf(samples[type].values))]);
  return { body, headers: { 'inference-header-content-length': String(json.length), 'content-type': 'application/octet-stream' } };
}

test('passes every type through the binary form, in any order', async () => {
  const order = [...types].reverse();
  const { body, headers } = binaryRequest(order);
  const answer = await post('all', body, headers);
  expect(answer.status).toBe(200);
  const content = Buffer.from(await answer.arrayBuffer());
  const jsonBytes = Number(answer.headers.get('inference-header-content-length'));
  const { id, outputs } = JSON.parse(content.toString('utf8', 0, jsonBytes)) as {
    id: string;
    outputs: { name: string; parameters: { binary_data_size: number } }[];
  };
  expect(id).toBe('b-1');
  let at = jsonBytes;
  for (const { name, parameters } of outputs) {
    const type = types.find((each) => name === `out_${each}`);
    if (type === undefined) throw new Error(`an output that no type has: ${name}`);
    expect(content.subarray(at, (at += parameters.binary_data_size))).toEqual(bytesOf(samples[type].values));
  }
  expect(at).toBe(content.length);
});

test('writes no NaN and no infinity into JSON', async () => {
  const inputs = [{ name: 'in_float32', datatype: 'FP32', shape: [3, 1], parameters: { binary_data_size: 12 } }];
  const json = JSON.stringify({ inputs });
  const values = bytesOf(Float32Array.of(NaN, Infinity, -Infinity));
  const answer = await post('float32', Buffer.concat([Buffer.from(json), values]), {
    'inference-header-content-length': String(json.length),
  });
  expect(await answer.json()).toMatchObject({ outputs: [{ data: [null, null, null] }] });
});

test('mixes binary and JSON outputs as they are asked for', async () => {
  const input = (type: ElementType): object => ({ name: `in_${type}`, datatype: samples[type].datatype, shape: [2, 1] });
  const inputs = types.map((type) => `${JSON.stringify(input(type)).slice(0, -1)},"data":[${samples[type].json}]}`);
  const outputs = [{ name: 'out_int8', parameters: { binary_data: true } }, { name: 'out_bool' }];
  const answer = await post('all', `{"outputs":${JSON.stringify(outputs)},"inputs":[${inputs.join()}]}`);
  const content = Buffer.from(await answer.arrayBuffer());
  const jsonBytes = Number(answer.headers.get('inference-header-content-length'));
  expect(JSON.parse(content.toString('utf8', 0, jsonBytes))).toMatchObject({
    outputs: [
      { name: 'out_int8', parameters: { binary_data_size: 2 } },
      { name: 'out_bool', data: [true, false] },
    ],
  });
  expect(content.subarray(jsonBytes)).toEqual(Buffer.of(128, 127));
});

test.each([
  { what: 'too few bytes', type: 'int32', size: 7, text: 'expects 8 bytes, got 7' },
  { what: 'a BOOL of 2', type: 'bool', size: 2, text: 'expected 0 or 1 for each BOOL' },
  { what: 'texts that end too early', type: 'string', size: 6, text: 'expected 2 texts behind their lengths in 6 bytes' },
] as const)('refuses binary data with $what', async ({ type, size, text }) => {
  const { datatype } = samples[type];
  const json = JSON.stringify({ inputs: [{ name: `in_${type}`, datatype, shape: [2, 1], parameters: { binary_data_size: size } }] });
  const answer = await post(type, Buffer.concat([Buffer.from(json), Buffer.alloc(size, 2)]), {
    'inference-header-content-length': String(json.length),
  });
  expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining(text) as string }]);
});

test.each([
  {
    what: 'bytes that no tensor takes',
    json: '{"inputs":[{"name":"in_int8","datatype":"INT8","shape":[1,1],"data":[1]}]}',
    more: 1,
    text: 'expected 0 bytes of binary tensors, got 1',
  },
  { what: 'a JSON length beyond the body', json: '{}', more: -1, text: 'expected at most the 1 bytes of the body, got 2' },
])('refuses $what', async ({ json, more, text }) => {
  const body = Buffer.concat([Buffer.from(json), Buffer.alloc(1)]).subarray(0, json.length + more);
  const answer = await post('int8', body, { 'inference-header-content-length': String(json.length) });
  expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining(text) as string }]);
});

test.each([
  { what: 'INT64 that a double would round', type: 'float64', datatype: 'INT64', data: '[9007199254740993]', text: 'got 9007199254740992' },
  { what: 'INT64 beyond 64 bits', type: 'int64', datatype: 'INT64', data: '[9223372036854775808]', text: 'expected an integer' },
  { what: 'a fraction', type: 'uint64', datatype: 'UINT64', data: '[0.5]', text: 'got 0.5' },
  { what: 'a negative UINT8', type: 'uint8', datatype: 'UINT8', data: '[-1]', text: 'expected an integer from 0 to 255 (UINT8), got -1' },
  { what: 'FP16 out of its range', type: 'float16', datatype: 'FP16', data: '[65520]', text: 'got 65520' },
  { what: 'FP64 out of its range', type: 'float64', datatype: 'FP64', data: '[1e400]', text: 'expected a number or null (FP64)' },
  { what: 'a number with a leading zero', type: 'float32', datatype: 'FP32', data: '[01]', text: 'not JSON' },
  { what: 'a number that ends in its point', type: 'float32', datatype: 'FP32', data: '[1.]', text: 'not JSON' },
  { what: 'NaN', type: 'float32', datatype: 'FP32', data: '[NaN]', text: 'not JSON' },
])('refuses $what', async ({ type, datatype, data, text }) => {
  const answer = await post(type, `{"inputs":[{"name":"in_${type}","datatype":"${datatype}","shape":[1,1],"data":${data}}]}`);
  expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining(text) as string }]);
});

test.each(['{', '{"inputs"', '{"inputs":[', '{"inputs":[{"name":"in', '{"inputs":[]} x', '', '[[[[', '{"id":"\\'])(
  'refuses the text %j',
  async (text) => {
    const answer = await post('int8', text);
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([400, ['error']]);
  },
);

test('reads plain decimals as JSON.parse does, also within single precision', async () => {
  let state = 42;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const numbers = Array.from({ length: 600 }, (_, index) => (random() - 0.5) * 10 ** (index % 30));
  const texts = numbers.map((value, index) =>
    index % 3 === 0 ? String(value) : index % 3 === 1 ? value.toFixed(index % 12) : value.toPrecision(17),
  );
  for (const [type, datatype, round] of [['float64', 'FP64', Number] as const, ['float32', 'FP32', Math.fround] as const]) {
    const answer = await post(
      type,
      `{"inputs":[{"name":"in_${type}","datatype":"${datatype}","shape":[600,1],"data":[${texts.join(', ')}]}]}`,
    );
    const { outputs } = (await answer.json()) as { outputs: [{ data: number[] }] };
    expect(outputs[0].data.map(round)).toEqual(texts.map((text) => round(JSON.parse(text) as number) + 0));
  }
});

test('unpacks requests and packs answers by gzip and deflate', async () => {
  const { body, headers } = binaryRequest();
  const packed = await post('all', gzipSync(body), { ...headers, 'content-encoding': 'gzip' });
  expect(packed.status).toBe(200);
  const data = Array.from({ length: 600 }, (_, index) => index);
  const long = JSON.stringify({ inputs: [{ name: 'in_int32', datatype: 'INT32', shape: [600, 1], data }] });
  for (const [encoding, unpack] of [['gzip', gunzipSync] as const, ['deflate', inflateSync] as const]) {
    const { request } = await import('node:http');
    const answer = await new Promise<{ encoding: unknown; content: Buffer }>((resolve) => {
      const asked = request(
        `${serving.url}/v2/models/int32/infer`,
        { method: 'POST', headers: { 'accept-encoding': encoding } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            resolve({ encoding: response.headers['content-encoding'], content: Buffer.concat(chunks) });
          });
        },
      );
      asked.end(long);
    });
    expect(answer.encoding).toBe(encoding);
    expect(JSON.parse(unpack(answer.content).toString())).toMatchObject({ outputs: [{ data }] });
  }
});

test('stops a body that unpacks beyond the limit, and refuses what is not packed as it says', async () => {
  const bomb = await post('int8', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' });
  expect([bomb.status, await bomb.json()]).toEqual([
    413,
    { error: expect.stringContaining('expected at most 100000 bytes unpacked') as string },
  ]);
  const fake = await post('int8', '{}', { 'content-encoding': 'gzip' });
  expect([fake.status, await fake.json()]).toEqual([400, { error: expect.stringContaining('expected gzip') as string }]);
  const other = await post('int8', '{}', { 'content-encoding': 'br' });
  expect([other.status, await other.json()]).toEqual([400, { error: expect.stringContaining('got "br"') as string }]);
});

test('keeps the values of half precision', () => {
  expect([0x3c00, 0x0001, 0x7bff, 0xfc00].map(fromFloat16)).toEqual([1, 2 ** -24, 65504, -Infinity]);
});
