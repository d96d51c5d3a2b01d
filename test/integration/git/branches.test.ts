import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBlob, readBranch } from '../../../src/git/branches.ts';
import { GitError } from '../../../src/git/git.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

test('a branch or a path that is not there is none', async () => {
  const repository = makeRepository();
  const place = placeOf(repository);
  repository.write('untracked.md', 'mine\n');

  expect(await readBranch(place, 'main')).toBe(repository.git('rev-parse', 'HEAD'));
  expect(await readBranch(place, 'other')).toBeUndefined();
  expect(await readBlob(place, 'HEAD', 'README.md')).toEqual(Buffer.from('# A repository\n'));
  expect(await readBlob(place, 'HEAD', "it's.md")).toBeUndefined();
  expect(await readBlob(place, 'HEAD', 'untracked.md')).toBeUndefined();
});

test('a git that cannot tell is an error, not an answer', async () => {
  const repository = makeRepository();
  const place = placeOf(repository);
  const head = repository.git('rev-parse', 'HEAD');
  repository.git('pack-refs', '--all');
  renameSync(join(repository.path, '.git/HEAD'), join(repository.path, '.git/HEAD.away'));

  await expect(readBranch(place, 'main')).rejects.toThrow(GitError);
  await expect(readBlob(place, head, 'README.md')).rejects.toThrow(GitError);
  await expect(readBranch({ ...place, home: join(repository.path, 'gone') }, 'main')).rejects.toThrow(
    GitError,
  );
});

test.each<[string, (repository: TestRepository) => void]>([
  ['a branch that has moved', ({ git }) => git('commit', '--quiet', '--allow-empty', '-m', 'more')],
  ['a branch that is packed', ({ git }) => git('pack-refs', '--all')],
  [
    'a branch that has moved since it was packed',
    ({ git }) => {
      git('pack-refs', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', 'more');
    },
  ],
  [
    'a name for another branch',
    ({ git }) => {
      git('branch', 'other');
      git('commit', '--quiet', '--allow-empty', '-m', 'more');
      git('symbolic-ref', 'refs/heads/main', 'refs/heads/other');
    },
  ],
])('%s is where git says', async (_name, change) => {
  const repository = makeRepository();
  change(repository);
  expect(await readBranch(placeOf(repository), 'main')).toBe(repository.git('rev-parse', 'refs/heads/main'));
});

test.each([
  '',
  'main',
  '0'.repeat(39),
  `${'0'.repeat(40)}\n`,
  `${'0'.repeat(40)} and more\n`,
  '\0'.repeat(41),
])('a branch whose file holds %j is none, or an error: never that', async (text) => {
  const repository = makeRepository();
  repository.write('.git/refs/heads/broken', text);
  const said = await readBranch(placeOf(repository), 'broken').catch((error: unknown) => error);
  expect(said === undefined || said instanceof GitError).toBe(true);
});

function placeOf({ path }: TestRepository): { home: string; commonDir: string } {
  return { home: path, commonDir: join(path, '.git') };
}
