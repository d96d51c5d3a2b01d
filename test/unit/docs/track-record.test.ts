import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocument, top } from '../../support/document.ts';

const rows = readDocument('docs/track-record.md').table('What happened');

test('every bug has a commit to go back to and a test that is there', () => {
  expect(rows.length).toBeGreaterThan(0);
  for (const [what, , before, , held = ''] of rows) {
    expect(before, what).toMatch(/^[0-9a-f]{7}$/);
    const tests = held.split(', ').map((path) => path.replaceAll('`', ''));
    expect(
      tests.every((path) => path.startsWith('test/')),
      what,
    ).toBe(true);
    expect(tests.filter((path) => !existsSync(join(top, path)))).toEqual([]);
  }
});

test('the configs that it names are there', () => {
  const text = readFileSync(join(top, 'docs/track-record.md'), 'utf8');
  const configs = [...text.matchAll(/`(vitest[\w.]*\.config\.ts)`/g)].map(([, path = '']) => path);
  expect(configs).toHaveLength(5);
  expect(configs.filter((path) => !existsSync(join(top, path)))).toEqual([]);
});
