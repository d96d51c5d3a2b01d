import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { installHook } from '../../support/install-hook.ts';
import { makeLandingScene, photograph } from '../../support/landing-scene.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

function limitGit(ms: number): void {
  process.env['PLANEX_GIT_TIMEOUT_MS'] = String(ms);
  onTestFinished(() => {
    delete process.env['PLANEX_GIT_TIMEOUT_MS'];
  });
}

/** A repository whose hook, asked whether a branch may move, or told that it has, runs this first and then hangs. */
function makeScene(state: 'prepared' | 'committed', first = ':') {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const meet = makeRendezvous();
  const hang = `${first}; ${meet.give('hangs')}; ${meet.await('go')}`;
  const asks = `[ "$1" = ${state} ] && grep -q refs/heads/`;
  installHook(repository, 'reference-transaction', `${asks} && { ${hang}; }; exit 0`);
  return {
    ...scene,
    commit,
    meet,
    /** Nobody holds anything, and nobody lives on. */
    async expectFree(): Promise<void> {
      await waitForNobodyIn(realpathSync(repository.path));
      const names = readdirSync(join(repository.path, '.git'), { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => name.endsWith('.lock'))).toEqual([]);
      expect(await recoverLandings(scene.records)).toEqual([]);
    },
  };
}

test.each([
  ['hangs', ':'],
  ['does not want to end', "trap '' TERM"],
])(
  'a landing that is told to end while a hook %s has changed nothing, and lands another time',
  async (_, first) => {
    const scene = makeScene('prepared', first);
    const { repository, meet, commit } = scene;
    const before = photograph(repository);
    const abort = new AbortController();
    const landing = scene.land(commit, { signal: abort.signal });
    await meet.receive('hangs');
    limitGit(200);
    abort.abort();

    expect(await landing).toEqual({ kind: 'stopped' });

    await scene.expectFree();
    expect(photograph(repository)).toEqual(before);
    installHook(repository, 'reference-transaction', 'exit 0');
    expect(await scene.land(commit, { signal: abort.signal })).toMatchObject({ kind: 'landed' });
  },
);

test('a hook that hangs is ended with its git, and its limit is told', async () => {
  const scene = makeScene('prepared');
  limitGit(1_000);

  expect(await scene.land(scene.commit)).toEqual({
    kind: 'refused',
    output: 'no answer to prepare within 1000 ms',
  });

  await scene.expectFree();
});

test.each(['the branch that is checked out', 'a branch that is not'])(
  'a hook that hangs once the commit is on %s takes nothing back',
  async (which) => {
    const scene = makeScene('committed');
    const { repository, commit, meet } = scene;
    const target = which === 'a branch that is not' ? 'other' : 'main';
    if (target === 'other') {
      repository.git('-c', 'core.hooksPath=/dev/null', 'branch', target);
    }
    const abort = new AbortController();
    const landing = scene.land(commit, { target, signal: abort.signal });
    await meet.receive('hangs');
    limitGit(200);
    abort.abort();

    expect(await landing).toMatchObject({ kind: 'landed', commit });

    await scene.expectFree();
    expect(repository.git('rev-parse', target)).toBe(commit);
    expect(repository.git('status', '--porcelain')).toBe('');
  },
);
