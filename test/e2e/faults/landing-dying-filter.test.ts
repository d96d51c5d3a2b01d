import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { haveGitWrite, makeLandingScene, photograph, RUN } from '../../support/landing-scene.ts';
import { waitUntil } from '../../support/program.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

const COUNT = 8;
const NAMES = Array.from({ length: COUNT }, (_, at) => `f${at}.f`);

function limitGit(ms: number): void {
  process.env['PLANEX_GIT_TIMEOUT_MS'] = String(ms);
  onTestFinished(() => {
    delete process.env['PLANEX_GIT_TIMEOUT_MS'];
  });
}

/** Files of a filter whose server goes away, in both directions, when the last of them is written. */
function makeScene() {
  const files = Object.fromEntries(NAMES.map((name) => [name, `old ${name}\n`]));
  const scene = makeLandingScene({ '.gitattributes': '*.f filter=f\n', ...files });
  const { repository, records } = scene;
  const commit = scene.makeCommit((copy) => {
    for (const name of NAMES) copy.write(name, `new ${name}\n`);
  });
  // Older than the index, so that git need not look into them before it writes any.
  for (const name of NAMES) utimesSync(join(repository.path, name), 1, 1);
  repository.git('update-index', '--refresh');
  haveGitWrite(repository);
  const before = photograph(repository);
  const gitDir = realpathSync(join(repository.path, '.git'));
  const [hang, asked] = [join(gitDir, 'hang'), join(gitDir, 'asked')];
  const answer = `! test -e '${hang}' || echo >> '${asked}'; while test -e '${hang}'; do sleep 0.05; done; cat`;
  repository.git('config', 'filter.f.clean', answer);
  repository.git('config', 'filter.f.required', 'true');
  repository.git('config', 'filter.f.smudge', `test %f != ${NAMES.at(-1)} || touch '${hang}'; ${answer}`);
  return {
    ...scene,
    commit,
    before,
    /** How many filters have begun that hang. */
    countAsked: () => (existsSync(asked) ? readFileSync(asked, 'utf8').length : 0),
    work: {
      verb: 'land',
      request: {
        home: repository.path,
        records,
        runId: RUN,
        target: 'main',
        commit,
        message: 'planex: land',
      },
    },
    /** Nobody holds anything or lives on, and the commit can land once the filters answer. */
    async expectAsBefore(): Promise<void> {
      expect(readdirSync(gitDir).filter((name) => name.endsWith('.lock'))).toEqual([]);
      await waitForNobodyIn(realpathSync(repository.path));
      rmSync(hang);
      repository.git('config', 'filter.f.smudge', 'cat');
      expect(photograph(repository)).toEqual(before);
      expect(await recoverLandings(records)).toEqual([]);
      expect(await scene.land(commit)).toMatchObject({ kind: 'landed' });
    },
  };
}

test('filters that die after some files are asked once more, and what was written is put back without them', async () => {
  const scene = makeScene();
  limitGit(1_000);

  const outcome = await scene.land(scene.commit);

  expect(outcome).toMatchObject({ kind: 'refused', output: expect.not.stringContaining('Look at') });
  // In writing, and in putting back.
  expect(scene.countAsked()).toBe(2);
  await scene.expectAsBefore();
});

test('a recovery asks filters that are dead once, and puts back what was written without them', async () => {
  const scene = makeScene();
  const landing = program.start(scene.work);
  await waitUntil(() => scene.countAsked() === 1, 'a filter hangs');
  landing.child.kill('SIGKILL');
  await landing.ended;
  limitGit(1_000);

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back', kept: [] }]);

  expect(scene.countAsked()).toBe(2);
  await scene.expectAsBefore();
});

test('what the user wrote while filters were dead stays after a recovery', async () => {
  const scene = makeScene();
  const { repository } = scene;
  const landing = program.start(scene.work);
  await waitUntil(() => scene.countAsked() === 1, 'a filter hangs');
  landing.child.kill('SIGKILL');
  await landing.ended;
  repository.write('f1.f', 'saved\n');
  limitGit(1_000);

  expect(await recoverLandings(scene.records)).toMatchObject([
    { result: 'user-moved-on', detail: expect.stringContaining('f1.f') },
  ]);

  expect(repository.read('f0.f')).toBe('old f0.f\n');
  expect(repository.read('f1.f')).toBe('saved\n');
  expect(scene.countAsked()).toBe(2);
  await waitForNobodyIn(realpathSync(repository.path));
});
