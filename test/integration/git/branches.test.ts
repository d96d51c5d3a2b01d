import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBlob, readBranch } from '../../../src/git/branches.ts';
import { GitError } from '../../../src/git/git.ts';
import { makeRepository } from '../../support/repository.ts';

test('a branch or a path that is not there is none', async () => {
  const repository = makeRepository();
  const place = { home: repository.path };
  repository.write('untracked.md', 'mine\n');

  expect(await readBranch(place, 'main')).toBe(repository.git('rev-parse', 'HEAD'));
  expect(await readBranch(place, 'other')).toBeUndefined();
  expect(await readBlob(place, 'HEAD', 'README.md')).toEqual(Buffer.from('# A repository\n'));
  expect(await readBlob(place, 'HEAD', "it's.md")).toBeUndefined();
  expect(await readBlob(place, 'HEAD', 'untracked.md')).toBeUndefined();
});

test('a git that cannot tell is an error, not an answer', async () => {
  const repository = makeRepository();
  const place = { home: repository.path };
  const head = repository.git('rev-parse', 'HEAD');
  renameSync(join(repository.path, '.git/HEAD'), join(repository.path, '.git/HEAD.away'));

  await expect(readBranch(place, 'main')).rejects.toThrow(GitError);
  await expect(readBlob(place, head, 'README.md')).rejects.toThrow(GitError);
  await expect(readBranch({ home: join(repository.path, 'gone') }, 'main')).rejects.toThrow(GitError);
});
