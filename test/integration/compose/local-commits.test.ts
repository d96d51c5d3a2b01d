import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { createLocalCommits } from '../../../src/compose/ports/local-commits.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const PATH = 'docs/plans/tea.md';

it('what the user commits between the log of HEAD and the search is not from elsewhere', async () => {
  const repository = makeRepository();
  const read = createLocalCommits(await openRepository(repository.path));
  const { mark } = await read(undefined);
  const file = { path: PATH, bytes: Buffer.from('tea\n') };
  const local = await read(mark);
  repository.commit({ [PATH]: 'tea\n' });
  expect(await local.findFromElsewhere([file])).toEqual(new Set());
  expect(local.isKnownFromElsewhere(file)).toBe(false);
  expect(await (await read(mark)).findBrought([file])).toEqual(new Set([file]));
});

it('what somebody else commits meanwhile is, and stays so', async () => {
  const repository = makeRepository();
  const read = createLocalCommits(await openRepository(repository.path));
  const { mark } = await read(undefined);
  const file = { path: PATH, bytes: Buffer.from('tea\n') };
  const local = await read(mark);
  const folder = join(makeFolder(), 'theirs');
  repository.git('worktree', 'add', '--quiet', '-b', 'theirs', folder);
  useRepository(folder).commit({ [PATH]: 'tea\n' });
  repository.commit({ 'mine.txt': 'mine\n' });
  expect(await local.findFromElsewhere([file])).toEqual(new Set([file]));
  expect((await read(mark)).isKnownFromElsewhere(file)).toBe(true);
});

it('an edit is not taken for merged from what the user has just committed', async () => {
  const repository = makeRepository();
  const read = createLocalCommits(await openRepository(repository.path));
  const { mark } = await read(undefined);
  const [old, milk, now] = ['tea\n', 'tea\nmilk\n', 'tea\nmilk\nrum\n'].map((text) => Buffer.from(text));
  const admitted = {
    bytes: old ?? Buffer.alloc(0),
    digests: new Set([digestBytes(old ?? Buffer.alloc(0))]),
    formerly: [],
    head: repository.git('rev-parse', 'HEAD'),
  };
  const file = { path: PATH, bytes: now ?? Buffer.alloc(0), admitted };
  const local = await read(mark);
  repository.commit({ [PATH]: String(milk) });
  expect(await local.findMerged([file])).toEqual(new Map());
  const unmarked = await read(undefined);
  expect(await unmarked.findMerged([file])).toEqual(new Map([[file, 'merged']]));
});
