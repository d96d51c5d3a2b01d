import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { runGit } from '../../../src/git/git.ts';
import { locateLandingFolder } from '../../../src/git/landing/landing-journal.ts';
import { haveGitWrite, makeLandingScene, RUN } from '../../support/landing-scene.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { wrapProgram } from '../../support/wrap-program.ts';

const seen = vi.hoisted(() => ({
  note: (_what: string): void => undefined,
  quietEnd: undefined as Promise<void> | undefined,
  usersGit: [] as (string | undefined)[],
}));

vi.mock('node:child_process', { spy: true });

// That somebody waits no longer than a moment cannot be timed on a busy machine, so that it is noted when they are asked to.
vi.mock('../../../src/git/quiet.ts', async (importOriginal) => {
  const quiet = await importOriginal<typeof import('../../../src/git/quiet.ts')>();
  return {
    awaitQuietEnd: () => seen.quietEnd ?? quiet.awaitQuietEnd(),
    beginQuiet: () => {
      const end = quiet.beginQuiet();
      seen.note('quiet begins');
      return () => {
        seen.note('quiet ends');
        end();
      };
    },
  };
});
vi.mock('../../../src/git/landing/users-git.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../src/git/landing/users-git.ts')>()),
  awaitStaging: async () => seen.note('staging is let end'),
  findUsersGit: () => seen.usersGit.shift(),
}));

/** A landing whose notes say what was locked, and where the branch was. */
function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const tip = (): string => (repository.read('.git/refs/heads/main').trim() === commit ? 'new' : 'old');
  const isLocked = (file: string): boolean => existsSync(join(repository.path, `.git/${file}.lock`));
  const notes: string[] = [];
  seen.note = (what) => {
    const locked = ['index', 'refs/heads/main'].filter(isLocked).join(' and ') || 'nothing';
    notes.push(`${what}: ${locked} locked, branch ${tip()}`);
  };
  return { ...scene, commit, notes };
}

beforeEach(() => {
  seen.note = () => undefined;
  seen.quietEnd = undefined;
  seen.usersGit = [];
});

test('planex is quiet from before the index is locked until the branch has moved', async () => {
  const { land, commit, notes } = makeScene();
  expect(await land(commit)).toMatchObject({ kind: 'landed' });
  expect(notes).toEqual([
    'staging is let end: refs/heads/main locked, branch old',
    'quiet begins: refs/heads/main locked, branch old',
    'quiet ends: nothing locked, branch new',
  ]);
});

test('what takes back a landing that went wrong is not kept waiting', async () => {
  const { repository, land, commit, notes } = makeScene();
  haveGitWrite(repository);
  repository.write('.gitattributes', 'a.txt filter=broken\n');
  repository.git('config', 'filter.broken.smudge', 'exit 1');
  repository.git('config', 'filter.broken.required', 'true');
  expect(await land(commit)).not.toMatchObject({ kind: 'landed' });
  expect(notes.slice(0, 3)).toEqual([
    'staging is let end: refs/heads/main locked, branch old',
    'quiet begins: refs/heads/main locked, branch old',
    'quiet ends: index and refs/heads/main locked, branch old',
  ]);
});

test('a git of planex begins when the quiet is over', async () => {
  const { repository } = makeScene();
  let end = (): void => undefined;
  seen.quietEnd = new Promise((resolve) => (end = resolve));
  const begun = vi.mocked(spawn);
  begun.mockClear();
  const asked = runGit(repository.path, ['version']);
  await new Promise(setImmediate);
  expect(begun).not.toHaveBeenCalled();
  end();
  await asked;
  expect(begun).toHaveBeenCalledOnce();
});

test('where the user begins a commit while the landing prepares, the index is never locked', async () => {
  const { land, commit, notes } = makeScene();
  seen.usersGit = [undefined, 'commit'];
  expect(await land(commit)).toEqual({ kind: 'operation-in-progress', operation: 'git commit' });
  expect(notes).toEqual(['staging is let end: refs/heads/main locked, branch old']);
});

test('a lock that cannot be made ends the quiet at once', async () => {
  const { records, land, commit, notes } = makeScene();
  const note = seen.note;
  seen.note = (what) => {
    note(what);
    // The lock is a second name of this file.
    if (what === 'quiet begins') rmSync(join(locateLandingFolder(records, RUN), 'lock'));
  };
  expect(await land(commit)).toMatchObject({ kind: 'refused' });
  expect(notes.slice(1)).toEqual([
    'quiet begins: refs/heads/main locked, branch old',
    'quiet ends: refs/heads/main locked, branch old',
  ]);
});

test('a git that has moved the branch ends beside the rest, and is gone when the landing says that it is done', async () => {
  const { records, land, commit } = makeScene();
  const meet = makeRendezvous();
  wrapProgram('git', (real) => {
    const linger = `${real} "$@"; code=$?; ${meet.await('go')}; exit "$code"`;
    return `case "$1" in update-ref) ${linger} ;; esac\nexec ${real} "$@"`;
  });
  let isOver = false;
  const landing = land(commit).finally(() => (isOver = true));
  const landings = join(records, 'landings');

  await waitUntil(
    () => existsSync(landings) && readdirSync(landings).length === 0,
    'nothing is left of the landing',
  );

  expect(isOver).toBe(false);
  meet.send('go');
  expect(await landing).toMatchObject({ kind: 'landed', commit });
});
