import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettled } from '../../../src/state/read-settled.ts';
import { makeFolder } from '../../support/repository.ts';

function makeFile(): string {
  const path = join(makeFolder(), 'issues.jsonl');
  writeFileSync(path, 'whole');
  return path;
}

test('a file that has been left alone is read at once', async () => {
  const path = makeFile();
  utimesSync(path, 1, 1);
  expect(String(await readSettled(path, { quietMs: 3_600_000, mostWaitMs: 0 }))).toBe('whole');
});

test('one that is never left alone is not read', async () => {
  const reading = readSettled(makeFile(), { quietMs: 3_600_000, mostWaitMs: 0 });
  await expect(reading).rejects.toThrow('another program keeps writing it');
});

test('one that is not there is not waited for', async () => {
  await expect(readSettled(join(makeFolder(), 'none'))).rejects.toThrow(/ENOENT/);
});
