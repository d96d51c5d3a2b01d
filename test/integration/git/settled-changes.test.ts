import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { findSettledChanges } from '../../../src/git/settled-changes.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/a.md';

describe('which files count as changed by the local user', () => {
  it('untracked, modified and staged files do; a clean one does not', async () => {
    const made = makeRepository();
    made.commit({ 'clean.md': 'x\n', 'modified.md': 'x\n', 'staged.md': 'x\n' });
    made.write('modified.md', 'y\n');
    made.write('staged.md', 'y\n');
    made.git('add', 'staged.md');
    made.write('untracked.md', 'y\n');
    const paths = ['clean.md', 'modified.md', 'staged.md', 'untracked.md'];
    const found = await findSettledChanges(await openRepository(made.path), paths);
    expect([...found].sort()).toEqual(['modified.md', 'staged.md', 'untracked.md']);
  });

  it('nothing does while Git holds its index lock, as it does in the middle of a pull', async () => {
    const made = makeRepository();
    made.write(PLAN, '# from elsewhere\n');
    writeFileSync(join(made.path, '.git/index.lock'), '');
    const repository = await openRepository(made.path);
    expect(await findSettledChanges(repository, [PLAN])).toEqual(new Set());
    rmSync(join(made.path, '.git/index.lock'));
    expect(await findSettledChanges(repository, [PLAN])).toEqual(new Set([PLAN]));
  });

  it('what a merge that stopped at a conflict brought does not', async () => {
    const made = makeRepository();
    made.git('switch', '-q', '-c', 'theirs');
    made.commit({ [PLAN]: '# theirs\n', 'both.txt': 'theirs\n' });
    made.git('switch', '-q', 'main');
    made.commit({ 'both.txt': 'ours\n' });
    expect(() => made.git('merge', 'theirs')).toThrow();
    expect(made.git('status', '--porcelain', '--', PLAN)).toContain('A ');
    expect(await findSettledChanges(await openRepository(made.path), [PLAN])).toEqual(new Set());
  });

  it('what is staged only for the instant before HEAD moves does not', async () => {
    const made = makeRepository();
    made.git('switch', '-q', '-c', 'theirs');
    made.commit({ [PLAN]: '# theirs\n' });
    made.git('switch', '-q', 'main');
    // The state between the two writes of a fast-forward: files and index are new, HEAD is old.
    made.git('read-tree', '-m', '-u', 'main', 'theirs');
    const asked = findSettledChanges(await openRepository(made.path), [PLAN]);
    made.git('update-ref', 'refs/heads/main', 'theirs');
    expect(await asked).toEqual(new Set());
  });
});
