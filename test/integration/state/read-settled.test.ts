import { appendFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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

/** Nothing ever counts as left alone. */
const RESTLESS = { quietMs: 3_600_000, mostWaitMs: 60_000 };

test('one that is replaced again and again is read as it was when it was replaced', async () => {
  const path = makeFile();
  let number = 0;
  const replacing = setInterval(() => {
    writeFileSync(`${path}.new`, `whole ${++number}`);
    renameSync(`${path}.new`, path);
  }, 10);
  onTestFinished(() => clearInterval(replacing));
  expect(String(await readSettled(path, RESTLESS))).toMatch(/^whole( \d+)?$/);
});

test('one that is written on before it is replaced is not taken for whole', async () => {
  const path = makeFile();
  writeFileSync(path, 'half of');
  let isWhole = false;
  // Whoever reads waits longer than this each time.
  const writing = setInterval(() => {
    if (isWhole) {
      writeFileSync(`${path}.new`, 'half of');
      renameSync(`${path}.new`, path);
    } else appendFileSync(path, ' it');
    isWhole = !isWhole;
  }, 5);
  onTestFinished(() => clearInterval(writing));
  expect(String(await readSettled(path, RESTLESS).catch(String))).not.toBe('half of');
});

test('one that is taken away to be put back is waited for', async () => {
  const path = makeFile();
  utimesSync(path, 1, 1);
  renameSync(path, `${path}.old`);
  setTimeout(() => renameSync(`${path}.old`, path), 1);
  expect(String(await readSettled(path, RESTLESS))).toBe('whole');
});
