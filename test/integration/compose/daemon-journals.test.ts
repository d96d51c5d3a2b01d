import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDaemonJournals } from '../../../src/compose/daemon/daemon-journals.ts';
import { makeFolder } from '../../support/repository.ts';

const ignore = (): void => undefined;

function readFaults(folder: string): string[] {
  const lines = readFileSync(join(folder, 'daemon.log'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line).msg);
}

test('a start without faults is not kept waiting by the log for them', async () => {
  const folder = makeFolder();
  const journals = openDaemonJournals(folder, ignore);
  expect(existsSync(join(folder, 'daemon.log'))).toBe(false);
  await journals.openLog();
  expect(existsSync(join(folder, 'daemon.log'))).toBe(true);
  await journals.close();
});

test('faults before the log is open are written into it, in their order and before it is closed', async () => {
  const folder = makeFolder();
  const journals = openDaemonJournals(folder, ignore);
  journals.error(new Error('first'));
  journals.error(new Error('second'));
  await journals.close();
  expect(readFaults(folder)).toEqual(['first', 'second']);
});

test('faults after that follow them', async () => {
  const folder = makeFolder();
  const journals = openDaemonJournals(folder, ignore);
  journals.error(new Error('first'));
  await journals.openLog();
  journals.error(new Error('second'));
  await journals.close();
  expect(readFaults(folder)).toEqual(['first', 'second']);
});

test('a log that cannot be opened is said once it is asked for, and faults are still events', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'daemon.log'));
  const told: string[] = [];
  const journals = openDaemonJournals(folder, ({ message }) => told.push(message));
  journals.error(new Error('first'));
  await expect(journals.openLog()).rejects.toThrow('EISDIR');
  journals.error(new Error('second'));
  await journals.close();
  expect(told).toEqual(['first', 'second']);
});
