import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocument, top } from '../../support/document.ts';

const document = readDocument('docs/misbehaving-executors.md');
const named = ['What it does', 'What it says']
  .flatMap((heading) => document.table(heading))
  .map((row) => row.at(-1) ?? '');
const all = [...document.text.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path]) => path ?? '');

test('every row names a test that is there', () => {
  expect(named.length).toBeGreaterThan(5);
  expect(
    [...named, ...all].filter((path) => !/^test\/.*\.test\.ts$/.test(path) || !existsSync(join(top, path))),
  ).toEqual([]);
});

test('every test of misbehaving children is named', () => {
  const tests = readdirSync(join(top, 'test/e2e/children')).map((name) => `test/e2e/children/${name}`);
  expect(tests.filter((path) => !all.includes(path))).toEqual([]);
});
