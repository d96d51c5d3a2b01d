import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { haveGitWrite, makeLandingScene, photograph } from '../../support/landing-scene.ts';
import { waitUntil } from '../../support/program.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const HINT = 'does a filter or a hook hang?';

/** A repository in which writing `b.f` hangs, after other files have been written, while there is a file `hang`. */
function makeScene(first = ':') {
  const scene = makeLandingScene({ '.gitattributes': '*.f filter=f\n', 'a.txt': 'a\n', 'b.f': 'b\n' });
  const { repository } = scene;
  const gitDir = join(repository.path, '.git');
  const [hang, starts] = [join(gitDir, 'hang'), join(gitDir, 'starts')];
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('b.f', 'B\n');
    copy.write('c.txt', 'C\n');
  });
  haveGitWrite(repository);
  writeFileSync(hang, '');
  repository.git('config', 'filter.f.clean', 'cat');
  repository.git('config', 'filter.f.required', 'true');
  const script = `${first}; echo started >> '${starts}'; while test -e '${hang}'; do sleep 0.05; done; cat`;
  repository.git('config', 'filter.f.smudge', script);
  return {
    ...scene,
    commit,
    countStarts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').trim().split('\n').length : 0),
    mend: () => rmSync(hang),
    /** Resolves when nobody holds anything, and the commit can land. */
    async expectFree(before: unknown): Promise<void> {
      await waitForNobodyIn(realpathSync(repository.path));
      const names = readdirSync(gitDir, { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => name.endsWith('.lock'))).toEqual([]);
      expect(photograph(repository)).toEqual(before);
      expect(await recoverLandings(scene.records)).toEqual([]);
    },
  };
}

function limitGit(ms: number): void {
  process.env['PLANEX_GIT_TIMEOUT_MS'] = String(ms);
  onTestFinished(() => {
    delete process.env['PLANEX_GIT_TIMEOUT_MS'];
  });
}

test.each([
  ['hangs', ':'],
  ['does not want to end', "trap '' TERM"],
])('a filter that %s is waited for once, and then all is as before', async (_, first) => {
  const scene = makeScene(first);
  const before = photograph(scene.repository);
  limitGit(1_000);

  expect(await scene.land(scene.commit)).toEqual({
    kind: 'refused',
    output: `git read-tree did not end within 1000 ms, so it was ended: ${HINT}`,
  });

  expect(scene.countStarts()).toBe(1);
  await scene.expectFree(before);
  scene.mend();
  expect(await scene.land(scene.commit)).toMatchObject({ kind: 'landed' });
});

test('a file that the user saves while a filter hangs stays, and is not waited for as long again', async () => {
  const scene = makeScene();
  const { repository } = scene;
  limitGit(1_500);
  const landing = scene.land(scene.commit);
  await waitUntil(() => scene.countStarts() === 1, 'the filter has begun');
  repository.write('b.f', 'saved\n');

  expect(await landing).toMatchObject({ kind: 'refused', output: expect.stringContaining(HINT) });

  expect([repository.read('a.txt'), repository.read('b.f')]).toEqual(['a\n', 'saved\n']);
  expect(existsSync(join(repository.path, 'c.txt'))).toBe(false);
  scene.mend();
  await waitForNobodyIn(realpathSync(repository.path));
});

test('a landing that is told to end while a filter hangs is put back, and lands another time', async () => {
  const scene = makeScene();
  const before = photograph(scene.repository);
  const abort = new AbortController();
  const landing = scene.land(scene.commit, { signal: abort.signal });
  await waitUntil(() => scene.countStarts() === 1, 'the filter has begun');
  limitGit(200);
  abort.abort();

  expect(await landing).toEqual({ kind: 'stopped' });

  expect(scene.countStarts()).toBe(1);
  await scene.expectFree(before);
  scene.mend();
  // Who is told to end before has the time that a landing takes.
  expect(await scene.land(scene.commit, { signal: abort.signal })).toMatchObject({ kind: 'landed' });
});

test.each([
  ['fails', () => 'exit 1'],
  ['hangs', (hang: string) => `while test -e '${hang}'; do sleep 0.05; done; cat`],
])('what has no filter is put back where a filter %s in both directions', async (_, describe) => {
  const old = { '.gitattributes': '*.f filter=f\n', 'a.txt': 'a\n', 'b.f': 'b\n', 'c.f': 'c\n' };
  const scene = makeLandingScene(old);
  const { repository } = scene;
  const gitDir = join(repository.path, '.git');
  const commit = scene.makeCommit((copy) => {
    for (const [path, text] of [
      ['a.txt', 'A\n'],
      ['b.f', 'B\n'],
      ['c.f', 'C\n'],
    ] as const)
      copy.write(path, text);
  });
  // Older than the index, so that git need not look into them before it writes any.
  for (const path of Object.keys(old)) utimesSync(join(repository.path, path), 1, 1);
  repository.git('update-index', '--refresh');
  haveGitWrite(repository);
  const before = photograph(repository);
  const hang = join(gitDir, 'hang');
  haveGitWrite(repository);
  writeFileSync(hang, '');
  repository.git('config', 'filter.f.required', 'true');
  for (const direction of ['clean', 'smudge'])
    repository.git('config', `filter.f.${direction}`, describe(hang));
  limitGit(1_000);

  const outcome = await scene.land(commit);

  expect(outcome.kind).toBe('refused');
  expect(JSON.stringify(outcome)).not.toContain('Look at');
  expect(readdirSync(gitDir).filter((name) => name.endsWith('.lock'))).toEqual([]);
  rmSync(hang);
  await waitForNobodyIn(realpathSync(repository.path));
  for (const direction of ['clean', 'smudge']) repository.git('config', `filter.f.${direction}`, 'cat');
  expect(photograph(repository)).toEqual(before);
  expect(await recoverLandings(scene.records)).toEqual([]);
  expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });
});
