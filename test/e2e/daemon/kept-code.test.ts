import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { canBeOther, makeOtherUser } from '../../support/other-user.ts';
import { planexOk, startDaemon } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';

/** The code that daemons of a user have kept, by the path of its file. */
function listKept(home: string): string[] {
  const folder = join(home, '.cache/planex/code');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => name.endsWith('.code')).map((name) => join(folder, name));
}

/** All that is in the package, and when each file was written. */
function photographPackage(): [path: string, at: number][] {
  const top = inject('planexBundle');
  const paths = readdirSync(top, { recursive: true, encoding: 'utf8' }).sort();
  return paths.map((path) => [path, statSync(join(top, path)).mtimeMs]);
}

it('a daemon keeps its code outside the package; damaged code is made anew, and keeps nobody from starting', async () => {
  const before = photographPackage();
  const repository = makeRepository();
  const home = homedir();
  await startDaemon(repository);
  await waitUntil(() => listKept(home).length === 1, 'the code is kept');
  await planexOk(repository, 'stop');
  const [file = ''] = listKept(home);
  const damaged = readFileSync(file);
  damaged.fill(0, damaged.length / 2);
  writeFileSync(file, damaged);
  await startDaemon(repository);
  await waitUntil(() => !readFileSync(file).equals(damaged), 'the code is made anew');
  await planexOk(repository, 'stop');
  await startDaemon(repository);
  await planexOk(repository, 'stop');
  expect(photographPackage()).toEqual(before);
});

it.runIf(canBeOther)('a user who may not write into the package has code of their own', async () => {
  const { repository, home, planex } = makeOtherUser();
  onTestFinished(() => void planex('stop', '--now'));
  expect(planex('start')).toMatchObject({ code: 0, stderr: '' });
  await waitUntil(() => listKept(home).length === 1, 'the code is kept');
  expect(planex('stop').code).toBe(0);
  expect(planex('start')).toMatchObject({ code: 0, stderr: '' });
  expect(planex('stop').code).toBe(0);
  expect(existsSync(join(repository.path, '.git/planex/daemon.out'))).toBe(true);
});

it('where no code can be kept, a daemon starts as well', async () => {
  const repository = makeRepository();
  const env = { XDG_CACHE_HOME: join(repository.path, '.git/HEAD') };
  expect(await startDaemon(repository, { env })).toBeGreaterThan(0);
});
