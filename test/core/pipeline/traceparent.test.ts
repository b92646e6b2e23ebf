import { expect, test } from 'vitest';
import { parseTraceparent } from '../../../core/pipeline/traceparent.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test('reads ids and the flag of the first version, and what later ones share with it', () => {
  expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, traceFlags: 1 });
  expect(parseTraceparent(`cc-${traceId}-${spanId}-00-what-comes`)).toEqual({ traceId, spanId, traceFlags: 0 });
});

test.each([
  undefined,
  '',
  'request-17',
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
])('ignores %s', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});
