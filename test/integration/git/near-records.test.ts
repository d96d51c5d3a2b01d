import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findNearRecords } from '../../../src/git/near-records.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

async function expectAsGit(cwd: string): Promise<void> {
  expect(findNearRecords(cwd)).toBe((await openRepository(cwd)).records);
}

test('finds the records that git leads to', async () => {
  const { path, git } = makeRepository();
  const folder = join(path, 'deep/er');
  mkdirSync(folder, { recursive: true });
  const link = join(makeFolder(), 'link');
  symlinkSync(folder, link);
  const linked = join(makeFolder(), 'linked');
  git('worktree', 'add', '--quiet', linked);
  for (const cwd of [path, folder, link, linked]) await expectAsGit(cwd);
});

test('finds those of a submodule and of a separate git folder', async () => {
  const { path, git } = makeRepository();
  git('submodule', '--quiet', 'add', makeRepository().path, 'inner');
  const gitDir = join(makeFolder(), 'elsewhere');
  const separate = makeFolder();
  git('init', '--quiet', `--separate-git-dir=${gitDir}`, separate);
  await expectAsGit(join(path, 'inner'));
  await expectAsGit(separate);
});

test('leaves to git what is not the inside of a work tree', () => {
  const { path, git } = makeRepository();
  git('init', '--quiet', '--bare', 'bare');
  mkdirSync(join(path, 'broken'));
  writeFileSync(join(path, 'broken/.git'), 'nothing that git knows\n');
  mkdirSync(join(path, 'empty/.git'), { recursive: true });
  for (const place of ['.git', '.git/refs', 'bare', 'bare/objects', 'broken', 'empty', 'missing']) {
    expect(findNearRecords(join(path, place)), place).toBeUndefined();
  }
  expect(findNearRecords(makeFolder())).toBeUndefined();
});
