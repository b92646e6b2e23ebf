import { licencesOf, refusedOf } from './licences.js';

const licences = licencesOf('.');
for (const { name, version, licence, isShipped } of licences) {
  console.log([`${name}@${version}`, licence ?? 'none', isShipped ? 'shipped' : 'for work on it'].join('\t'));
}
const refused = refusedOf(licences);
for (const { name, version, licence } of refused) console.error(`refused: ${name}@${version}: ${licence ?? 'no licence'}`);
process.exitCode = refused.length === 0 ? 0 : 1;
