import { writeFileSync } from 'node:fs';
import { publishedSchemas } from './published-schemas.js';

for (const [file, text] of Object.entries(publishedSchemas())) writeFileSync(file, text);
