import { copyFileSync, existsSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  describeLock,
  holdsIndexLock,
  readLockOwner,
  releaseIndexLock,
  takeIndexLock,
  writeLockToken,
} from '../../../src/git/landing/index-lock.ts';
import { makeFolder } from '../../support/repository.ts';

const OWNER = { planex: 'landing' as const, runId: 'run-1', pid: 1, startTime: '2', bootId: '3' };

function makeLock() {
  const folder = makeFolder();
  const [index, token] = [join(folder, 'index'), join(folder, 'token')];
  writeLockToken(token, OWNER);
  expect(takeIndexLock(index, token)).toBe(true);
  return { index, token, lock: `${index}.lock` };
}

test('a lock is held by the run whose token it is, and taken once', () => {
  const { index, token, lock } = makeLock();
  expect(takeIndexLock(index, token)).toBe(false);
  expect(holdsIndexLock(index, token, 'run-1')).toBe(true);
  expect(readLockOwner(lock)).toEqual(OWNER);
  expect(describeLock(index)).toBe('the landing of run run-1');

  releaseIndexLock(index, token, 'run-1');

  expect(existsSync(lock)).toBe(false);
  expect(holdsIndexLock(index, token, 'run-1')).toBe(false);
});

test('another file in place of the lock is not held, even with the same words', () => {
  const { index, token, lock } = makeLock();
  unlinkSync(lock);
  copyFileSync(token, lock);

  expect(holdsIndexLock(index, token, 'run-1')).toBe(false);
  releaseIndexLock(index, token, 'run-1');
  expect(existsSync(lock)).toBe(true);
});

test('where the token is gone, the words of the lock say whose it is', () => {
  const { index, token, lock } = makeLock();
  rmSync(token);

  expect(holdsIndexLock(index, token, 'run-2')).toBe(false);
  releaseIndexLock(index, token, 'run-2');
  expect(existsSync(lock)).toBe(true);
  expect(holdsIndexLock(index, token, 'run-1')).toBe(true);
  releaseIndexLock(index, token, 'run-1');
  expect(existsSync(lock)).toBe(false);
});

test.each([
  ['that is empty', ''],
  ['of git, which is a whole index', `DIRC${'\0'.repeat(5_000)}`],
  ['that is cut short', '{"planex":"landing"'],
  ['of another shape', '{"planex":"landing","runId":1}'],
])('a lock %s names nobody', (_, text) => {
  const index = join(makeFolder(), 'index');
  writeFileSync(`${index}.lock`, text);

  expect(readLockOwner(`${index}.lock`)).toBeUndefined();
  expect(describeLock(index)).toBe(`${index}.lock`);
  releaseIndexLock(index, `${index}.token`, 'run-1');
  expect(readFileSync(`${index}.lock`, 'utf8')).toBe(text);
});

test('a lock that cannot be looked at is an error, and not taken for none', () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'file'), '');
  const index = join(folder, 'file/index');
  expect(() => holdsIndexLock(index, join(folder, 'token'), 'run-1')).toThrow('ENOTDIR');
  expect(() => readLockOwner(`${index}.lock`)).toThrow('ENOTDIR');
  expect(() => takeIndexLock(index, join(folder, 'file'))).toThrow('ENOTDIR');
});
