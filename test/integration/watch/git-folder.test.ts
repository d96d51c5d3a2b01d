import { expect, it } from 'vitest';
import { join } from 'node:path';
import { watchGitFolder } from '../../../src/watch/git-folder.ts';
import { makeRepository } from '../../support/repository.ts';

it('a commit in the repository is a hint; a read of it is none', async () => {
  const made = makeRepository();
  let hints = 0;
  let onHint: () => void = () => undefined;
  const watched = watchGitFolder(join(made.path, '.git'), () => {
    hints += 1;
    onHint();
  });
  const hinted = new Promise<void>((resolve) => {
    onHint = resolve;
  });
  made.git('log', '-1');
  made.git('--no-optional-locks', 'status');
  expect(hints).toBe(0);
  made.commit({ 'a.txt': 'a\n' });
  await hinted;
  watched.close();
});

it('a folder that cannot be watched is no error', () => {
  watchGitFolder('/nonexistent', () => undefined).close();
});
