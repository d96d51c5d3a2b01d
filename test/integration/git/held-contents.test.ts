import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGit } from '../../../src/git/git.ts';
import { readHeld } from '../../../src/git/landing/held-contents.ts';
import { makeRepository } from '../../support/repository.ts';

const MOST_BYTES = 8n * 1024n * 1024n;

/** Files of a clean work tree, and what their blobs are. */
function makeScene(files: Record<string, string>) {
  const repository = makeRepository();
  repository.commit(files);
  const changes = Object.keys(files).map((path) => ({
    path,
    old: { mode: '100644', oid: repository.git('rev-parse', `HEAD:${path}`) },
    new: null,
  }));
  const asked: (readonly string[])[] = [];
  const run: typeof runGit = async (cwd, args, options) => {
    asked.push(args);
    return await runGit(cwd, args, options);
  };
  const read = (size = 1n, known?: ReadonlyMap<string, Buffer>) =>
    readHeld(
      { workTree: repository.path, changes },
      changes.map(({ path }) => ({ path, heldAt: join(repository.path, path), size })),
      run,
      known,
    );
  return { repository, asked, read };
}

test('git is not asked about bytes that are those of the history', async () => {
  const { asked, read } = makeScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  expect((await read()).kind).toBe('as-committed');
  expect(asked).toEqual([]);
});

test('files are read up to a limit that they have in common', async () => {
  const { read } = makeScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  expect((await read(MOST_BYTES / 2n)).kind).toBe('as-committed');
  expect(await read(MOST_BYTES / 2n + 1n)).toEqual({ kind: 'unknown' });
});

test('all that differ are named', async () => {
  const { repository, read } = makeScene({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
  repository.write('a.txt', 'x\n');
  repository.write('c.txt', 'y\n');
  expect(await read()).toEqual({ kind: 'changed', paths: ['a.txt', 'c.txt'] });
});

test('bytes that a filter turns into those of the history are as committed, and git is asked about them once', async () => {
  const { repository, asked, read } = makeScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repository.git('config', 'core.autocrlf', 'true');
  repository.write('a.txt', 'a\r\n');
  const first = await read();
  if (first.kind !== 'as-committed') throw new Error(first.kind);
  expect(asked.length).toBeGreaterThan(0);
  asked.length = 0;
  expect((await read(1n, first.bytes)).kind).toBe('as-committed');
  expect(asked).toEqual([]);
  repository.write('a.txt', 'c\r\n');
  expect(await read(1n, first.bytes)).toEqual({ kind: 'changed', paths: ['a.txt'] });
});

test('what git would write itself is no change, even where it would store it as something else', async () => {
  const { repository, read } = makeScene({ 'a.txt': 'a\n' });
  repository.write('.git/info/attributes', 'a.txt filter=upper\n');
  repository.git('config', 'filter.upper.smudge', 'tr a-z A-Z');
  repository.git('config', 'filter.upper.clean', 'cat');
  repository.write('a.txt', 'A\n');
  expect((await read()).kind).toBe('as-committed');
  repository.write('a.txt', 'B\n');
  expect(await read()).toEqual({ kind: 'changed', paths: ['a.txt'] });
});

test.each([
  ['clean', 'smudge'],
  ['smudge', 'clean'],
])('where a filter fails to %s, nobody can tell', async (broken, whole) => {
  const { repository, read } = makeScene({ 'a.txt': 'a\n' });
  repository.write('.git/info/attributes', 'a.txt filter=broken\n');
  repository.git('config', 'filter.broken.required', 'true');
  repository.git('config', `filter.broken.${broken}`, 'false');
  repository.git('config', `filter.broken.${whole}`, 'cat');
  repository.write('a.txt', 'changed\n');
  expect(await read()).toEqual({ kind: 'unknown' });
});

test('bytes are kept as they were read', async () => {
  const { repository, read } = makeScene({ 'a.txt': 'a\n' });
  const own = await read();
  if (own.kind !== 'as-committed') throw new Error(own.kind);
  expect(own.areUnchanged()).toBe(true);
  repository.write('a.txt', 'b\n');
  expect(own.areUnchanged()).toBe(false);
  expect(own.bytes.get('a.txt')).toEqual(Buffer.from('a\n'));
  expect(readFileSync(join(repository.path, 'a.txt'), 'utf8')).toBe('b\n');
});
