import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeThisProcess } from '../../../src/git/landing/landing-journal.ts';
import { writeLockToken } from '../../../src/git/landing/index-lock.ts';
import { noteRefLocks } from '../../../src/git/landing/ref-locks.ts';
import { setAsideLanding } from '../../../src/git/landing/set-aside-landing.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeRepository } from '../../support/repository.ts';

const DAMAGED = '{"version":';

/** A damaged journal, and where its landing kept files. */
function makeDamaged() {
  const { git, path } = makeRepository();
  const records = join(path, '.git/planex');
  const file = join(records, 'landings', `${RUN}.json`);
  mkdirSync(join(records, 'landings'), { recursive: true });
  writeFileSync(file, DAMAGED);
  const folder = join(records, 'landings', RUN);
  return { git, path, records, folder, found: { runId: RUN, file, owner: undefined } };
}

test('a landing that had written nothing down leaves its journal, for its owner alone', async () => {
  const { records, found } = makeDamaged();

  const kept = await setAsideLanding(records, found);

  expect(kept.startsWith(join(records, 'quarantine', `landing-${RUN}-`))).toBe(true);
  expect(kept).toMatch(/-\d{8}T\d{6}\.\d{3}Z/);
  expect(readdirSync(kept)).toEqual(['journal.json']);
  expect(readFileSync(join(kept, 'journal.json'), 'utf8')).toBe(DAMAGED);
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(existsSync(found.file)).toBe(false);
});

test('the locks that it has in any work tree are given back, and others are not', async () => {
  const { git, path, records, folder, found } = makeDamaged();
  const linked = `${path}/linked`;
  git('worktree', 'add', '--quiet', '--detach', linked);
  const linkedDir = join(path, '.git/worktrees/linked');
  mkdirSync(folder);
  writeLockToken(join(folder, 'lock'), { planex: 'landing', runId: RUN, ...describeThisProcess() });
  linkSync(join(folder, 'lock'), join(linkedDir, 'index.lock'));
  writeFileSync(join(path, '.git/index.lock'), '');
  writeFileSync(join(path, '.git/refs/heads/main.lock'), '');
  noteRefLocks(folder, { gitDir: linkedDir, commonDir: join(path, '.git'), ref: 'refs/heads/main' });
  writeFileSync(join(linkedDir, 'HEAD.lock'), '');
  writeFileSync(join(folder, 'held'), 'mine\n');

  const kept = await setAsideLanding(records, found);

  const locks = readdirSync(join(path, '.git'), { recursive: true, encoding: 'utf8' });
  expect(locks.filter((name) => name.endsWith('.lock')).sort()).toEqual([
    'index.lock',
    'worktrees/linked/HEAD.lock',
  ]);
  expect(readFileSync(join(kept, 'files/held'), 'utf8')).toBe('mine\n');
  expect(existsSync(folder)).toBe(false);
});
