import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/executors/qualification/trial.ts';
import { expectNothingLeft, planex } from '../../support/planex.ts';
import { spawnOnTerminal, spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const PROGRAMS = join(import.meta.dirname, '../../fixtures/programs');
const GOOD = join(PROGRAMS, 'does-its-work.sh');

function useBackend(script: string, options: Record<string, unknown> = {}): TestRepository {
  const repository = makeRepository();
  const mine = { command: ['bash', '-ec', script], prompt: 'stdin', ...options };
  repository.write('.planexrc', JSON.stringify({ executors: { mine }, limits: { grace: '5s' } }));
  return repository;
}

async function qualify(
  repository: TestRepository,
): Promise<{ code: number; result: Record<string, string>; seen(check: string): string }> {
  const env = { TMPDIR: makeFolder() };
  const run = await planex(repository, ['doctor', '--qualify', 'mine', '--yes', '--json'], { env });
  expect(run.stderr).toBe('');
  expect(readdirSync(env.TMPDIR), 'the throw-away repositories are gone').toEqual([]);
  await expectNothingLeft(repository);
  const { checks }: { checks: CheckResult[] } = JSON.parse(run.stdout);
  return {
    code: run.code,
    result: Object.fromEntries(checks.map(({ check, result }) => [check, result])),
    seen: (check) => checks.find((one) => one.check === check)?.seen ?? '',
  };
}

const ALL_WELL = {
  'gets its prompt and does what it says': 'pass',
  'ends by itself': 'pass',
  'does not fall silent': 'pass',
  'tells by its end how it went': 'pass',
  'takes a prompt of 200 KiB': 'pass',
  'ends on TERM': 'pass',
  'leaves no processes': 'pass',
  'writes only what its task declares': 'pass',
  'writes nothing outside of its workspace': 'pass',
  'leaves the plan alone': 'pass',
  'leaves commits and branches to planex': 'pass',
  'leaves no lock of Git': 'pass',
  'gives no secret of the environment away': 'pass',
};

describe('doctor --qualify', () => {
  it('finds nothing wrong with a program that does its work, by its prompt as either', async () => {
    const onInput = await qualify(useBackend(`exec sh ${GOOD}`));
    expect(onInput.result).toEqual(ALL_WELL);
    expect(onInput.code).toBe(0);
    const asFile = await qualify(useBackend(`exec sh ${GOOD} <"$PLANEX_PROMPT_FILE"`, { prompt: 'file' }));
    expect(asFile.result).toEqual(ALL_WELL);
  });

  it.each<[string, string, string, string]>([
    ['leaves processes', 'sleep 1000 &', 'leaves no processes', 'left 1 running'],
    [
      'strays',
      'echo x > README.md; echo x > new.txt',
      'writes only what its task declares',
      'README.md, new.txt',
    ],
    [
      'writes beside',
      'echo x > ../neighbour/notes.txt',
      'writes nothing outside of its workspace',
      'neighbour/notes.txt',
    ],
    [
      'writes at home',
      'echo x > ../home/mine.txt',
      'writes nothing outside of its workspace',
      'home/mine.txt',
    ],
    ['edits the plan', 'echo x >> docs/plans/*.md', 'leaves the plan alone', 'edited the plan'],
    [
      'commits',
      'git add answer.txt; git commit -qm work',
      'leaves commits and branches to planex',
      'another commit',
    ],
    ['switches', 'git switch -qc mine', 'leaves commits and branches to planex', 'on the branch mine'],
    ['breaks git', 'rm .git', 'leaves commits and branches to planex', 'its .git is broken'],
    [
      'leaves a lock',
      'touch ../home/.git/index.lock',
      'leaves no lock of Git',
      '.git/index.lock of your work tree',
    ],
    ['prints its environment', 'env', 'gives no secret of the environment away', 'planted'],
    ['fails all the same', 'exit 3', 'tells by its end how it went', 'ended with exit status 3'],
  ])('says of one that %s what it did', async (_, after, check, seen) => {
    const script = `trap '' EXIT; sh ${GOOD}; ${after}`;
    const found = await qualify(useBackend(script));
    expect(found.result).toEqual({ ...ALL_WELL, [check]: 'fail' });
    expect(found.seen(check)).toContain(seen);
    expect(found.code).toBe(1);
  });

  it('says of one that does nothing that it does nothing, and takes nothing else for good', async () => {
    const found = await qualify(useBackend('cat >/dev/null; echo all done'));
    expect(found.result).toMatchObject({
      'gets its prompt and does what it says': 'fail',
      'tells by its end how it went': 'fail',
      'takes a prompt of 200 KiB': 'cannot tell',
      'ends on TERM': 'cannot tell',
      'leaves the plan alone': 'cannot tell',
    });
  });

  it('says of one that reads only the beginning that it lacks the end', async () => {
    const found = await qualify(useBackend(`head -c 100000 | sh ${GOOD}; cat >/dev/null`));
    expect(found.result).toMatchObject({ 'takes a prompt of 200 KiB': 'fail', 'ends by itself': 'pass' });
  });

  it('says of one that never ends, or is silent, or is deaf to TERM', async () => {
    const endless = await qualify(useBackend(`sh ${GOOD}; sleep 1000`, { wallClock: '10s' }));
    expect(endless.result).toMatchObject({
      'gets its prompt and does what it says': 'pass',
      'ends by itself': 'fail',
      'tells by its end how it went': 'cannot tell',
    });
    const silent = await qualify(useBackend('sleep 1000', { noOutput: '1s' }));
    expect(silent.result).toMatchObject({ 'does not fall silent': 'fail', 'ends by itself': 'fail' });
    const deaf = await qualify(
      useBackend(
        `trap '' TERM; prompt=$(cat); echo reading; case $prompt in *'tail -f'*) while :; do sleep 1000; done;; esac; printf '%s\\n' "$prompt" | sh ${GOOD}`,
      ),
    );
    expect(deaf.result).toEqual({ ...ALL_WELL, 'ends on TERM': 'fail' });
  });

  it('calls nobody unasked, and nobody that it cannot or may not call', async () => {
    const signs = makeFolder();
    const repository = useBackend(`touch ${signs}/called`);
    const unasked = await planex(repository, ['doctor', '--qualify', 'mine']);
    expect(unasked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('this makes 3 calls of mine'),
    });
    const asked = spawnOnTerminal(repository, ['doctor', '--qualify', 'mine']);
    await asked.says(/Make these calls\?/);
    asked.type('n');
    expect(await asked.ended()).toBe(0);
    expect(await planex(repository, ['doctor', '--qualify', 'nobody', '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no backend "nobody" here'),
    });
    expect((await planex(repository, ['doctor', '--qualify', 'shell', '--yes'])).code).toBe(2);
    const clone = join(makeFolder(), 'clone');
    repository.git('add', '.planexrc');
    repository.git('commit', '--quiet', '--message', 'chore: settings');
    repository.git('clone', '--quiet', repository.path, clone);
    expect(await planex(clone, ['doctor', '--qualify', 'mine', '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('planex trust .planexrc'),
    });
    expect(readdirSync(realpathSync(signs))).toEqual([]);
  });

  it('ends what it has started when it is interrupted', async () => {
    const signs = makeFolder();
    const repository = useBackend(`touch ${signs}/called; echo begun; sleep 1000`);
    const env = { TMPDIR: makeFolder() };
    const running = spawnPlanex(repository, ['doctor', '--qualify', 'mine', '--yes'], env);
    await waitUntil(() => readdirSync(signs).length > 0, 'the backend is called');
    running.signal('SIGINT');
    expect(await running.ended()).toBe(2);
    expect(running.output()).toContain('interrupted; what was started has been ended');
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    await expectNothingLeft(repository);
  });

  it('counts its calls, and keeps to the cap of the day', async () => {
    await stayWithinDay();
    const repository = useBackend(`exec sh ${GOOD}`);
    const text = JSON.parse(repository.read('.planexrc'));
    repository.write('.planexrc', JSON.stringify({ ...text, budget: { day: { calls: 2 } } }));
    const run = await planex(repository, ['doctor', '--qualify', 'mine', '--yes']);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('had 2 of 2 calls') });
    const { stdout } = await planex(repository, ['doctor', '--json']);
    const { findings } = JSON.parse(stdout);
    expect(
      findings.find(({ name }: { name: string }) => name === 'backend mine').backend.calls,
    ).toMatchObject({
      attempts: 2,
      successes: 2,
    });
  });
});
