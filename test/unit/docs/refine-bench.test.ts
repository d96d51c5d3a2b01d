import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderDocument, renderRow, RUNS, SEED } from '../../../bench/refine/render.ts';
import { SETTINGS, simulate } from '../../../bench/refine/simulate.ts';

const document = readFileSync(new URL('../../../docs/refine-bench.md', import.meta.url), 'utf8');
const isRow = (line: string): boolean => /^\| \d/.test(line);

it('docs/refine-bench.md is what npm run bench:refine writes', () => {
  const setting = SETTINGS[4];
  if (setting === undefined) throw new Error('there are nine settings');
  // All of them take seconds; each is simulated by itself.
  for (const row of simulate(SEED, RUNS, [setting]).map(renderRow)) expect(document).toContain(`${row}\n`);
  expect(document.split('\n').filter(isRow)).toHaveLength(SETTINGS.length * 4);
  const withoutRows = (text: string): string =>
    text
      .split('\n')
      .filter((line) => !isRow(line))
      .join('\n');
  expect(withoutRows(document)).toBe(withoutRows(renderDocument([])).replace('|\n\n\n##', '|\n\n##'));
});
