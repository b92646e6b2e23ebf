import { writeFileSync } from 'node:fs';
import { openapiDocument } from './openapi-document.js';

writeFileSync('docs/openapi.json', openapiDocument());
