import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { installHook } from '../../support/install-hook.ts';
import { makeLandingScene, photograph, RUN } from '../../support/landing-scene.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

function limitGit(ms: number): void {
  process.env['PLANEX_GIT_TIMEOUT_MS'] = String(ms);
  onTestFinished(() => {
    delete process.env['PLANEX_GIT_TIMEOUT_MS'];
  });
}

/** A repository whose filter, asked what git would store of a file, runs this first and then waits for "go". */
function makeScene(first = ':') {
  const scene = makeLandingScene();
  const { repository } = scene;
  const meet = makeRendezvous();
  const store = 's/^W://';
  repository.git('config', 'filter.w.clean', `sed ${store}`);
  repository.git('config', 'filter.w.smudge', 'sed s/^/W:/');
  repository.git('config', 'filter.w.required', 'true');
  repository.commit({ '.gitattributes': '*.w filter=w\n', 'a.w': 'W:a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.w', 'W:A\n');
    copy.write('b.txt', 'B\n');
  });
  repository.git('update-index', '--refresh');
  const before = photograph(repository);
  const wait = `${first}; ${meet.give('asked')}; ${meet.await('go')}`;
  repository.git('config', 'filter.w.clean', `${wait}; sed ${store}`);
  const hook = '[ "$1" = aborted ] && grep -q refs/heads/main';
  installHook(repository, 'reference-transaction', `${hook} && ${meet.give('let-go')}; exit 0`);
  return {
    ...scene,
    commit,
    before,
    meet,
    /** Nobody holds anything or lives on, and the commit can land once the filter answers. */
    async expectAsBefore(): Promise<void> {
      delete process.env['PLANEX_GIT_TIMEOUT_MS'];
      await waitForNobodyIn(realpathSync(repository.path));
      const names = readdirSync(join(repository.path, '.git'), { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => name.endsWith('.lock'))).toEqual([]);
      repository.git('config', 'filter.w.clean', `sed ${store}`);
      expect(photograph(repository)).toEqual(before);
      expect(await recoverLandings(scene.records)).toEqual([]);
      expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });
      expect(repository.read('a.w')).toBe('W:A\n');
    },
  };
}

test('nothing is locked while a filter takes its time, and the commit lands', async () => {
  const scene = makeScene();
  const { repository, meet } = scene;
  const landing = scene.land(scene.commit);
  await meet.receive('asked');
  // The user's git gets both locks.
  repository.git('update-ref', '-m', 'test: touched', 'HEAD', 'HEAD');
  meet.send('go');

  expect(await landing).toMatchObject({ kind: 'landed' });

  expect([repository.read('a.w'), repository.read('b.txt')]).toEqual(['W:A\n', 'B\n']);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('the branch is let go while a filter takes its time to write a file, and the commit lands', async () => {
  const scene = makeScene();
  const { repository, meet } = scene;
  meet.send('go');
  repository.git('config', 'filter.w.smudge', `${meet.give('writing')}; ${meet.await('on')}; sed s/^/W:/`);
  const landing = scene.land(scene.commit);
  await meet.receive('writing');
  await meet.receive('let-go');
  // The user's git gets both locks.
  repository.git('update-ref', '-m', 'test: touched', 'HEAD', 'HEAD');
  meet.send('on');

  expect(await landing).toMatchObject({ kind: 'landed' });

  expect([repository.read('a.w'), repository.read('b.txt')]).toEqual(['W:A\n', 'B\n']);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test.each([
  ['hangs', ':'],
  ['does not want to end', "trap '' TERM"],
])(
  'a landing that is told to end while a filter %s has changed nothing, and lands another time',
  async (_, first) => {
    const scene = makeScene(first);
    const abort = new AbortController();
    const landing = scene.land(scene.commit, { signal: abort.signal });
    await scene.meet.receive('asked');
    limitGit(200);
    abort.abort();

    expect(await landing).toEqual({ kind: 'stopped' });

    await scene.expectAsBefore();
  },
);

test('a filter that hangs is waited for once, said by its limit, and ended with its git', async () => {
  const scene = makeScene();
  limitGit(1_000);

  expect(await scene.land(scene.commit)).toEqual({
    kind: 'refused',
    output: 'git hash-object did not end within 1000 ms, so it was ended: does a filter or a hook hang?',
  });

  await scene.expectAsBefore();
});

test('a filter of a landing that was killed with its group is ended by the recovery', async () => {
  const scene = makeScene();
  const { repository, records, commit } = scene;
  const request = {
    home: repository.path,
    records,
    runId: RUN,
    target: 'main',
    commit,
    message: 'planex: land',
  };
  const landing = program.start({ verb: 'land', request });
  await scene.meet.receive('asked');
  process.kill(-(landing.child.pid ?? 0), 'SIGKILL');
  await landing.ended;
  limitGit(1_000);

  expect(await recoverLandings(records)).toMatchObject([{ result: 'rolled-back' }]);

  await scene.expectAsBefore();
});
