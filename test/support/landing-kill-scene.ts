import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LandingScene, makeLandingScene, readStatus, removeFiles, RUN } from './landing-scene.ts';

const long = 'a line of the file\n'.repeat(500);
/** What the landing's paths are before and after it. */
export const oldFiles = { 'a.txt': `old\n${long}`, 'gone/b.txt': 'b\n', 'c.txt': 'c\n' };
export const newFiles = { 'a.txt': `new\n${long}`, 'c.txt': 'C\n', 'fresh/d.txt': 'd\n' };

/** A commit that changes, removes and adds files, and a user with work of every kind beside it. */
export function makeKillScene() {
  const scene = makeLandingScene({ ...oldFiles, 'staged.txt': '1\n', 'edited.txt': '1\n' });
  const { repository } = scene;
  const old = repository.git('rev-parse', 'HEAD');
  const commit = scene.makeCommit((copy) => {
    for (const [path, text] of Object.entries(newFiles)) copy.write(path, text);
    removeFiles(copy, 'gone/b.txt');
  });
  repository.write('staged.txt', '2\n');
  repository.git('add', 'staged.txt');
  repository.write('edited.txt', '2\n');
  repository.write('untracked.txt', 'mine\n');
  const request = { home: repository.path, records: scene.records, runId: RUN, target: 'main', commit };
  const work = { verb: 'land', request: { ...request, message: `planex: land ${RUN}` } };
  return { ...scene, old, commit, work, status: readStatus(repository) };
}

export type KillScene = ReturnType<typeof makeKillScene>;

/** Everything is at the old commit or everything is at the new one, and the user notices nothing else. */
export function expectWhole(scene: KillScene): void {
  const { repository, old, commit, status } = scene;
  const tip = repository.git('rev-parse', 'main');
  expect([old, commit]).toContain(tip);
  const files = tip === commit ? newFiles : oldFiles;
  for (const [path, text] of Object.entries(files)) expect(repository.read(path)).toBe(text);
  expect(existsSync(join(repository.path, tip === commit ? 'gone' : 'fresh'))).toBe(false);
  expect(readStatus(repository)).toBe(status);
  expect(listLocks(scene)).toEqual([]);
  expect(readdirSync(join(scene.records, 'landings'))).toEqual([]);
  repository.git('fsck', '--strict', '--no-dangling');
  repository.git('commit', '--quiet', '-m', 'test: a plain commit of the user');
  expect(repository.git('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe('staged.txt');
}

/** Lock files anywhere below the git folder. */
export function listLocks({ repository }: LandingScene): string[] {
  const git = join(repository.path, '.git');
  return readdirSync(git, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'));
}
