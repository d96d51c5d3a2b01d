import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDirtyPaths } from '../../../src/git/dirty-paths.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { readStandings } from '../../../src/git/standing.ts';
import { makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const AWKWARD = 'docs/ä plan [1]*.md';

function makeMixed(): TestRepository {
  const repository = makeRepository();
  repository.commit({
    '.gitignore': 'ignored.md\ncache/\n',
    'clean.md': 'c',
    'edited.md': 'e',
    'staged.md': 's',
    'deleted.md': 'd',
    [AWKWARD]: 'a',
    'docs/ä plan 1x.md': 'not meant by the pattern',
    'src/a.ts': 'a',
    'lib/b.ts': 'b',
  });
  repository.write('edited.md', 'E');
  repository.write('staged.md', 'S');
  repository.write('new.md', 'n');
  repository.write(':(odd) name.md', 'o');
  repository.write('added.md', 'n');
  repository.write('intended.md', 'n');
  repository.write('ignored.md', 'i');
  repository.write('docs/ä plan 1x.md', 'edited');
  repository.write('src/cache/x', 'x');
  repository.write('src/scratch.ts', 'x');
  repository.write('lib/b.ts', 'B');
  repository.git('add', 'staged.md', 'added.md');
  repository.git('add', '--intent-to-add', 'intended.md');
  repository.git('rm', '--quiet', 'deleted.md');
  return repository;
}

test('the standing of every kind of file', async () => {
  const repository = await openRepository(makeMixed().path);
  const expected = {
    'clean.md': 'clean',
    'edited.md': 'modified',
    'staged.md': 'modified',
    'added.md': 'modified',
    'intended.md': 'modified',
    'new.md': 'untracked',
    'ignored.md': 'untracked',
    [AWKWARD]: 'clean',
    'src/cache/x': 'untracked',
    'nowhere.md': 'clean',
    ':(odd) name.md': 'untracked',
  };
  expect(Object.fromEntries(await readStandings(repository, Object.keys(expected)))).toEqual(expected);
});

test('no paths, no answer: git is not asked about the whole tree', async () => {
  const repository = await openRepository(makeMixed().path);
  expect((await readStandings(repository, [])).size).toBe(0);
  expect(await findDirtyPaths(repository, [])).toEqual([]);
});

test('many files of one folder stand as they do when asked about alone', async () => {
  const { path, write, git } = makeMixed();
  const many = Array.from({ length: 150 }, (_, number) => `plans/${number}.md`);
  for (const file of [...many, 'plans/unasked.md', 'plans/cache/below.md', 'outer/plain.md'])
    write(file, 'p');
  git('add', 'plans');
  git('commit', '--quiet', '-m', 'test: plans');
  for (const file of ['plans/3.md', 'plans/unasked.md', 'plans/new.md', 'outer/plans/0.md']) write(file, 'x');
  write('plans/ignored.md', 'x');
  git('init', '--quiet', 'outer/nested');
  const nested = Array.from({ length: 150 }, (_, number) => `outer/nested/${number}.md`);
  for (const file of nested) write(file, 'n');
  const asked = [
    ...many,
    'plans/new.md',
    'plans/ignored.md',
    'plans/gone.md',
    ...nested,
    'new.md',
    'edited.md',
  ];
  const repository = await openRepository(path);
  const together = await readStandings(repository, asked);
  const alone = await Promise.all(
    [
      'plans/3.md',
      'plans/4.md',
      'plans/new.md',
      'plans/ignored.md',
      'plans/gone.md',
      'new.md',
      'edited.md',
    ].map(async (file) => [file, (await readStandings(repository, [file])).get(file)] as const),
  );
  expect(alone.map(([file]) => [file, together.get(file)])).toEqual(alone);
  expect([...together].filter(([, standing]) => standing === 'modified').map(([file]) => file)).toEqual([
    'plans/3.md',
    'edited.md',
  ]);
  expect(nested.map((file) => together.get(file))).toEqual(nested.map(() => 'clean'));
  expect(await findDirtyPaths(repository, [...many, 'plans', 'outer'])).toEqual(['plans/3.md', 'plans']);
});

test('before the first commit everything is untracked or modified', async () => {
  const { path, write, git } = makeRepository({ empty: true });
  write('a.md', 'a');
  write('b.md', 'b');
  git('add', 'b.md');
  const standings = await readStandings(await openRepository(path), ['a.md', 'b.md']);
  expect(Object.fromEntries(standings)).toEqual({ 'a.md': 'untracked', 'b.md': 'modified' });
});

test('more paths than one command line can hold', async () => {
  const repository = makeRepository();
  repository.write('docs/last.md', 'x');
  const paths = Array.from({ length: 12_000 }, (_, number) => `docs/${'long'.repeat(40)}/${number}.md`);
  const standings = await readStandings(await openRepository(repository.path), [...paths, 'docs/last.md']);
  expect(standings.size).toBe(12_001);
  expect(standings.get('docs/last.md')).toBe('untracked');
});

test('a file in a nested repository has to be trusted first', async () => {
  const repository = makeRepository();
  mkdirSync(join(repository.path, 'docs'));
  useRepository(join(repository.path, 'docs')).git('init', '--quiet');
  repository.write('docs/plan.md', 'x');
  const standings = await readStandings(await openRepository(repository.path), ['docs/plan.md']);
  expect(standings.get('docs/plan.md')).toBe('clean');
});

test('reading never waits for the index lock of the user, nor takes it', async () => {
  const repository = makeMixed();
  const index = join(repository.path, '.git/index');
  utimesSync(join(repository.path, 'clean.md'), 0, 0);
  const before = readFileSync(index);
  expect((await readStandings(await openRepository(repository.path), ['clean.md'])).get('clean.md')).toBe(
    'clean',
  );
  expect(readFileSync(index).equals(before)).toBe(true);
  repository.write('.git/index.lock', '');
  const standings = await readStandings(await openRepository(repository.path), ['edited.md']);
  expect(standings.get('edited.md')).toBe('modified');
});

test('dirty paths: what a landing could not pass', async () => {
  const repository = await openRepository(makeMixed().path);
  const dirty = [
    'edited.md',
    'staged.md',
    'added.md',
    'intended.md',
    'new.md',
    'ignored.md',
    'deleted.md',
    'lib',
    'lib/',
    './lib/b.ts',
  ];
  const free = ['clean.md', 'nowhere.md', 'src', 'src/a.ts', AWKWARD, 'li'];
  expect(await findDirtyPaths(repository, [...dirty, ...free])).toEqual(dirty);
  expect(await findDirtyPaths(repository, ['.'])).toEqual(['.']);
});

test('an unmerged path is dirty', async () => {
  const repository = makeRepository();
  repository.commit({ 'dir/a.txt': 'one\n' });
  repository.git('checkout', '--quiet', '-b', 'other');
  repository.commit({ 'dir/a.txt': 'two\n' });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'dir/a.txt': 'three\n' });
  expect(() => repository.git('merge', 'other')).toThrow();
  expect(await findDirtyPaths(await openRepository(repository.path), ['dir', 'README.md'])).toEqual(['dir']);
});
