import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteRefLocks, removeNotedRefLocks } from '../../../src/git/landing/ref-locks.ts';
import { makeFolder } from '../../support/repository.ts';

const REF = 'refs/heads/main';

/** A git folder with both locks, which are noted. */
function makeNoted() {
  const gitDir = makeFolder();
  const folder = makeFolder();
  const locks = [join(gitDir, `${REF}.lock`), join(gitDir, 'HEAD.lock')] as const;
  mkdirSync(join(gitDir, 'refs/heads'), { recursive: true });
  for (const lock of locks) writeFileSync(lock, '');
  noteRefLocks(folder, { gitDir, commonDir: gitDir, ref: REF });
  return { gitDir, folder, locks, note: join(folder, 'ref-locks.json') };
}

test('locks are removed while they are the same files', () => {
  const { folder, locks } = makeNoted();
  removeNotedRefLocks(folder);
  expect(locks.filter((lock) => existsSync(lock))).toEqual([]);
  removeNotedRefLocks(folder);
});

test('a lock that somebody else has made since stays', () => {
  const { folder, locks } = makeNoted();
  // The file that is made first may be given the number of the one that went.
  const aside = `${locks[0]}.aside`;
  writeFileSync(aside, '');
  rmSync(locks[0]);
  writeFileSync(locks[0], '');
  removeNotedRefLocks(folder);
  expect(locks.map((lock) => existsSync(lock))).toEqual([true, false]);
});

test('a lock is looked for where it is now', () => {
  const { gitDir, folder, locks } = makeNoted();
  removeNotedRefLocks(folder, (file) => `${file}.moved`);
  expect(locks.every((lock) => existsSync(lock))).toBe(true);
  removeNotedRefLocks(folder, (file) => join(gitDir, file.slice(gitDir.length)));
  expect(locks.some((lock) => existsSync(lock))).toBe(false);
});

test('only what is there is noted', () => {
  const { gitDir, folder, locks, note } = makeNoted();
  rmSync(locks[0]);
  noteRefLocks(folder, { gitDir, commonDir: gitDir, ref: REF });
  expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject([{ file: locks[1] }]);
});

test.each([
  ['cut short', '[{"file":'],
  ['of another shape', '[{"file":1}]'],
])('a note that is %s names no locks', (_, text) => {
  const { folder, locks, note } = makeNoted();
  writeFileSync(note, text);
  removeNotedRefLocks(folder);
  expect(locks.every((lock) => existsSync(lock))).toBe(true);
});

test('a note that cannot be read is said', () => {
  const { folder, note } = makeNoted();
  rmSync(note);
  mkdirSync(note);
  expect(() => removeNotedRefLocks(folder)).toThrow('EISDIR');
});
