import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import {
  haveGitWrite,
  type LandingScene,
  makeLandingScene,
  readStatus,
  RUN,
} from '../../support/landing-scene.ts';

const RECORDS = [
  ['the folder of all landings', 'planex/landings'],
  ['the folder of the landing', `planex/landings/${RUN}`],
];

function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('b.txt', 'B\n');
  });
  return { ...scene, commit, gitDir: join(scene.repository.path, '.git') };
}

/** A command that does its work the first time only. */
function onceOnly(gitDir: string, command: string): string {
  return `test -e ${gitDir}/once || { touch ${gitDir}/once; ${command}; }`;
}

function installHook(gitDir: string, script: string): void {
  const hook = join(gitDir, 'hooks/reference-transaction');
  writeFileSync(hook, `#!/bin/sh\n${script}\n`);
  chmodSync(hook, 0o755);
}

function listLocks(gitDir: string): string[] {
  return readdirSync(gitDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'));
}

/** Processes of the run that are at work in the folder, by the mark in their environment. */
function listProcesses(folder: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      const isMarked = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`PLANEX_RUN=${RUN}`);
      return isMarked && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

async function expectFree({ repository, records }: LandingScene): Promise<void> {
  const gitDir = join(repository.path, '.git');
  expect(listLocks(gitDir)).toEqual([]);
  expect(listProcesses(repository.path)).toEqual([]);
  expect(await recoverLandings(records)).toEqual([]);
  expect(readStatus(repository)).toBe('');
}

test.each(RECORDS)('%s that disappears while the branch is prepared locks nobody out', async (_, records) => {
  const scene = makeScene();
  const { repository, gitDir, commit } = scene;
  const before = repository.git('rev-parse', 'main');
  installHook(gitDir, `test "$1" != prepared || { ${onceOnly(gitDir, `rm -rf ${gitDir}/${records}`)}; }`);

  expect(await scene.land(commit)).toMatchObject({ kind: 'refused' });

  await expectFree(scene);
  expect(repository.git('rev-parse', 'main')).toBe(before);
  expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });
  await expectFree(scene);
  repository.commit({ 'c.txt': 'c\n' });
});

test.each(RECORDS)(
  '%s that disappears while the files are written is taken back or lands',
  async (_, records) => {
    const scene = makeScene();
    const { repository, gitDir, commit } = scene;
    haveGitWrite(repository);
    writeFileSync(join(gitDir, 'info/attributes'), 'b.txt filter=rude\n');
    repository.git('config', 'filter.rude.clean', 'cat');
    repository.git('config', 'filter.rude.smudge', `cat; ${onceOnly(gitDir, `rm -rf ${gitDir}/${records}`)}`);

    expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });

    expect(existsSync(join(gitDir, 'once'))).toBe(true);
    await expectFree(scene);
    repository.commit({ 'c.txt': 'c\n' });
  },
);

test.each(RECORDS)(
  '%s that disappears whenever files are written refuses the landing',
  async (_, records) => {
    const scene = makeScene();
    const { repository, gitDir, commit } = scene;
    const before = repository.git('rev-parse', 'main');
    haveGitWrite(repository);
    writeFileSync(join(gitDir, 'info/attributes'), 'b.txt filter=rude\n');
    repository.git('config', 'filter.rude.clean', 'cat');
    repository.git('config', 'filter.rude.smudge', `rm -rf ${gitDir}/${records}; cat`);

    expect((await scene.land(commit)).kind).toBe('refused');

    await expectFree(scene);
    expect(repository.git('rev-parse', 'main')).toBe(before);
    expect([repository.read('a.txt'), repository.read('b.txt')]).toEqual(['a\n', 'b\n']);
    repository.git('config', 'filter.rude.smudge', 'cat');
    expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });
    repository.commit({ 'c.txt': 'c\n' });
  },
);

test.each(RECORDS)('%s that disappears when the branch has moved leaves no lock', async (_, records) => {
  const scene = makeScene();
  const { repository, gitDir, commit } = scene;
  installHook(gitDir, `test "$1" != committed || rm -rf ${gitDir}/${records}`);

  expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });

  await expectFree(scene);
  repository.commit({ 'c.txt': 'c\n' });
});
