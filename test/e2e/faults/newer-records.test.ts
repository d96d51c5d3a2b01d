import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  expectNothingLeft,
  planex,
  readEventLog,
  recordsFolder,
  settle,
  startDaemon,
} from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { isRunning, waitUntil } from '../../support/program.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const locateArtifact = (folder: string): string => {
  const name = readdirSync(join(folder, 'artifacts')).find((one) => one.endsWith('.json'));
  return join(folder, 'artifacts', name ?? '');
};
const locateRepository = (folder: string): string => join(folder, 'daemon.json');

const WORDS = 'This record was written by a newer planex (format 9, this one knows 1).';

/** A repository in which something was done, and how a record of it becomes that of a newer planex. */
async function makeUsed(
  locate: (folder: string) => string,
): Promise<{ repository: TestRepository; age: () => void }> {
  const repository = makeRepository();
  writePlan(repository, 'a', [writes('a.txt')]);
  await settle(repository);
  const file = locate(recordsFolder(repository));
  const text = readFileSync(file, 'utf8');
  const newer = text.replace('"version": 1', '"version": 9');
  expect(newer).not.toBe(text);
  return { repository, age: () => writeFileSync(file, newer) };
}

it.each([
  ['once', 'of an artifact', locateArtifact],
  ['once', 'of the repository', locateRepository],
  ['start', 'of an artifact', locateArtifact],
  ['start', 'of the repository', locateRepository],
  ['start --foreground', 'of the repository', locateRepository],
])('planex %s ends with words at a record %s that a newer planex wrote', async (command, _, locate) => {
  const { repository, age } = await makeUsed(locate);
  age();
  const running = spawnPlanex(repository, command.split(' '));
  expect(await running.ended(), running.output()).toBe(2);
  expect(running.output()).toContain(WORDS);
  expect(running.output()).not.toContain('planex is running');
  await expectNothingLeft(repository);
});

it('a daemon goes on when such a record appears, says so, and tells a once that waits', async () => {
  const { repository, age } = await makeUsed(locateArtifact);
  // The record of a plan that is not there is not read.
  const plan = repository.read('docs/plans/2026-11-20-a.md');
  rmSync(join(repository.path, 'docs/plans/2026-11-20-a.md'));
  age();
  const pid = await startDaemon(repository);
  repository.write('docs/plans/2026-11-20-a.md', plan);
  await waitUntil(
    () => readEventLog(repository).some(({ type, message }) => type === 'daemon:erred' && message === WORDS),
    'it says so',
  );
  expect(await planex(repository, ['once'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(WORDS),
  });
  expect(isRunning(pid)).toBe(true);
});
