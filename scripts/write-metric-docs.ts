import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './metric-docs.js';

const GUIDE = 'docs/guides/evaluation.md';

writeFileSync(GUIDE, withTables(readFileSync(GUIDE, 'utf8')));
