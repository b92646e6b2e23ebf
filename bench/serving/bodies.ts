/** Bodies of so many rows of 30 floats; many of them, so that nothing can be answered from memory. */
export interface Bodies {
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Buffer[];
}

const FEATURES = 30;
const BODIES = 32;

export function jsonBodies(rows: number): Bodies {
  const bodies = tensors(rows).map((values) => {
    // The shortest digits that mean the same single-precision number.
    const data = Array.from(values, (value) => Number(value.toPrecision(8)));
    return Buffer.from(JSON.stringify({ inputs: [{ name: 'input', shape: [rows, FEATURES], datatype: 'FP32', data }] }));
  });
  return { headers: { 'content-type': 'application/json' }, bodies };
}

export function binaryBodies(rows: number): Bodies {
  const input = { name: 'input', shape: [rows, FEATURES], datatype: 'FP32', parameters: { binary_data_size: rows * FEATURES * 4 } };
  const json = Buffer.from(JSON.stringify({ inputs: [input], parameters: { binary_data_output: true } }));
  return {
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(json.length) },
    bodies: tensors(rows).map(({ buffer }) => Buffer.concat([json, Buffer.from(buffer)])),
  };
}

function tensors(rows: number): readonly Float32Array<ArrayBuffer>[] {
  let state = 1;
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: BODIES }, () => Float32Array.from({ length: rows * FEATURES }, () => random() * 4 - 2));
}
