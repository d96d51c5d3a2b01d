import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { renderDocument, RUNS, SEED } from './render.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const document = renderDocument(simulate(SEED, RUNS));
if (values.write) writeFileSync('docs/refine-bench.md', document);
else process.stdout.write(document);
