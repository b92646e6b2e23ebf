import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { serverParameters } from '../../cli/temporal-server/server-parameters.js';
import { SEARCH_ATTRIBUTES } from '../../core/pipeline/search-attributes.js';
import { findOnPath } from '../../cli/temporal-server/find-on-path.js';

const file = z.object({
  services: z.record(z.string(), z.looseObject({ image: z.string() })),
});
const compose: unknown = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });

test('pins the version of every image', () => {
  const images = Object.values(file.parse(compose).services).map(({ image }) => image);
  for (const image of images) expect(image).toMatch(/:\d+(\.\d+)+/);
});

test('gives its Temporal server the settings that the embedded one has', () => {
  const { configs, services } = z
    .object({
      configs: z.object({ 'temporal-settings': z.object({ content: z.string() }) }),
      services: z.object({
        temporal: z.object({
          environment: z.object({ DYNAMIC_CONFIG_FILE_PATH: z.string() }),
          configs: z.tuple([z.object({ source: z.string(), target: z.string() })]),
        }),
      }),
    })
    .parse(compose);
  const { environment, configs: mounted } = services.temporal;
  expect(mounted).toEqual([{ source: 'temporal-settings', target: environment.DYNAMIC_CONFIG_FILE_PATH }]);
  const settings = z
    .record(z.string(), z.tuple([z.object({ value: z.union([z.number(), z.boolean()]) })]))
    .parse(parse(configs['temporal-settings'].content));
  const parameters = serverParameters({ database: 'leat.db', port: 7233, uiPort: null });
  const embedded = parameters.filter((_, index) => parameters[index - 1] === '--dynamic-config-value');
  expect(Object.entries(settings).map(([name, [{ value }]]) => `${name}=${String(value)}`)).toEqual(embedded);
});

test('registers all that runs are searched by', () => {
  const { command } = z.object({ services: z.object({ 'search-attributes': z.object({ command: z.array(z.string()) }) }) }).parse(compose)
    .services['search-attributes'];
  expect(command).toEqual(SEARCH_ATTRIBUTES.flatMap((name) => ['--name', name, '--type', 'Keyword']));
});

test.skipIf(findOnPath('go', process.env) === null)('passes the JSON Schema of the Compose specification', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(composeSchema());
  expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ services: { worker: { imagee: 'leat' } } })).toBe(false);
});

/** The schema comes with the specification's Go library; Go keeps what it has downloaded. */
function composeSchema(): object {
  const parameters = ['mod', 'download', '-json', 'github.com/compose-spec/compose-go/v2@v2.9.0'];
  const { Dir: folder } = z
    .object({ Dir: z.string() })
    .parse(JSON.parse(execFileSync('go', parameters, { cwd: tmpdir(), encoding: 'utf8' })));
  const { $schema: _draft, ...schema } = z
    .looseObject({ $schema: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'schema/compose-spec.json'), 'utf8')));
  return schema;
}
