/** `npm run fuzz [REQUESTS] [SEED]`: made-up requests to every route, from its description, of everyone who may ask. */
import { fuzzRoutes } from './fuzz-routes.js';
import { fuzzCallers, serveFuzzed } from './serve-fuzzed.js';

const [requests = 5_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
const { serving, options } = await serveFuzzed();
try {
  console.log(`seed ${String(seed)}`);
  const each = Math.ceil(requests / fuzzCallers.length);
  for (const { who } of fuzzCallers) {
    const sent = await fuzzRoutes({ ...options, key: options.keys[who], requests: each, seed });
    console.log(`${String(sent)} requests of ${who}: no 5xx, no status that is not described, no answer that breaks its schema`);
  }
} finally {
  await serving.stop();
}
