// Stands in for an agent: reads a prompt and adds one line to each file that the prompt lists, nothing more.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const prompt = readFileSync(process.argv[2] ?? 0, 'utf8');
const section = /^## Files\n\n((?:- .*\n)+)/m.exec(prompt)?.[1] ?? '';
const files = [...section.matchAll(/^- (\w+): `(.+)`$/gm)].map(([, kind, path]) => ({ kind, path }));
if (files.length === 0) throw new Error('the prompt lists no files');

for (const { kind, path } of files) {
  if (kind === 'delete') {
    rmSync(path);
    continue;
  }
  const before = kind === 'create' ? '' : readFileSync(path, 'utf8');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${before}// ${process.env['PLANEX_TASK']}\n`);
}
console.log(`marked ${files.map(({ path }) => path).join(', ')}`);
