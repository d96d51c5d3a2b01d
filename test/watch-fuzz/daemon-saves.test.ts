import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drawSeed, fc, sayAgain } from '../support/property.ts';
import { expect, test } from 'vitest';
import { PATIENCE_MS } from '../support/patience.ts';
import { planText } from '../support/plan.ts';
import { startDaemon, waitForStatus } from '../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../support/repository.ts';
import { SAVES } from './saves.ts';

// The same ways of saving before a real daemon. Which texts it sees in passing is up to the clock; the last one has to
// be done, and none twice. FUZZ_SEED asks for the same sequences again.

const SEED = drawSeed();
const ROUNDS = 12;
const PLANS = ['a', 'b', 'c'];
/** A task that is changed more often than that within an hour waits for a person. */
const ROUNDS_A_PLAN = 2;

const sequence = fc.array(
  fc.record({
    how: fc.constantFrom(...Object.keys(SAVES)),
    /** Mostly at once, sometimes long enough for a text in passing to be taken up. */
    afterMs: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 80, max: 250 })),
  }),
  { minLength: 1, maxLength: 4 },
);
type Sequence = typeof sequence extends fc.Arbitrary<infer T> ? T : never;

/** A plan whose one task notes that it was carried out. What stands before the task makes half of a text harmless. */
function textOf(name: string, version: string, log: string): string {
  const task = {
    title: `Version ${version}`,
    files: [`out/${name}-${version}.txt`],
    commands: [
      'mkdir -p out',
      `echo ${version} > out/${name}-${version}.txt`,
      `echo ${name}-${version} >> ${log}`,
    ],
  };
  return planText([task], { title: `Plan ${name}\n\n${'What is to be done, told at length. '.repeat(80)}` });
}

async function save(
  repository: TestRepository,
  name: string,
  round: number,
  steps: Sequence,
  log: string,
): Promise<string> {
  let version = '';
  for (const [index, { how, afterMs }] of steps.entries()) {
    version = `${round}-${index}`;
    const path = join(repository.path, `docs/plans/${name}.md`);
    const instants = SAVES[how]?.({ path, text: textOf(name, version, log), mark: version }) ?? [];
    for (const happen of instants) happen();
    await sleep(index === steps.length - 1 ? 0 : afterMs);
  }
  return `${name}-${version}`;
}

test('whatever way plans are saved, the last text of each is done once and none is done twice', async () => {
  console.log(`${ROUNDS * PLANS.length} sequences; ${sayAgain(SEED)}`);
  const repository = makeRepository();
  const log = join(makeFolder(), 'log');
  const readLog = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  await startDaemon(repository);
  const sequences = fc.sample(sequence, { numRuns: ROUNDS * PLANS.length, seed: SEED });
  for (let round = 0; round < ROUNDS; round += 1) {
    const last = await Promise.all(
      PLANS.map((name, index) =>
        save(
          repository,
          `${name}-${Math.floor(round / ROUNDS_A_PLAN)}`,
          round,
          sequences[round * PLANS.length + index] ?? [],
          log,
        ),
      ),
    );
    await waitForStatus(
      repository,
      ({ tasks }) =>
        last.every((line) => readLog().includes(line)) && tasks.every(({ status }) => status === 'done'),
      PATIENCE_MS,
    );
  }
  expect(readLog().length).toBe(new Set(readLog()).size);
});

test('plans that a storm of checkouts lays down and takes away are not done', async () => {
  const repository = makeRepository();
  const log = join(makeFolder(), 'log');
  repository.git('switch', '--quiet', '--create', 'other');
  repository.commit(
    Object.fromEntries(PLANS.map((name) => [`docs/plans/${name}.md`, textOf(name, 'other', log)])),
  );
  repository.git('switch', '--quiet', 'main');
  await startDaemon(repository);
  for (let round = 0; round < 15; round += 1) {
    repository.git('switch', '--quiet', 'other');
    if (round % 5 === 0) await sleep(250);
    repository.git('switch', '--quiet', 'main');
  }
  repository.write('docs/plans/mine.md', textOf('mine', 'own', log));
  await waitForStatus(
    repository,
    ({ tasks }) => tasks.length === 1 && tasks[0]?.status === 'done',
    PATIENCE_MS,
  );
  expect(readFileSync(log, 'utf8')).toBe('mine-own\n');
});
