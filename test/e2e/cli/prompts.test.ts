import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  type Place,
  planexEnvironment,
  planexOk,
  type PlanexResult,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** The one file that a prompt loads, in a package as it is installed, with nothing else of planex beside it. */
function copyEntry(): string {
  const top = makeFolder();
  writeFileSync(join(top, 'package.json'), '{ "type": "module" }\n');
  const entry = join(top, 'dist/planex.js');
  mkdirSync(dirname(entry));
  for (const name of ['planex.js', 'package.json']) {
    cpSync(join(inject('planexBundle'), name), join(dirname(entry), name));
  }
  return entry;
}

function runEntry(entry: string, place: Place & { path: string }, args: readonly string[]): PlanexResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    cwd: place.path,
    env: planexEnvironment(place),
    encoding: 'utf8',
  });
  return { code: status ?? 128, stdout, stderr };
}

/** Asks until the daemon has answered at once, which on a busy machine it may not. */
async function askEntry(
  entry: string,
  place: Place & { path: string },
  args: readonly string[],
): Promise<PlanexResult> {
  let answer = runEntry(entry, place, args);
  await waitUntil(() => {
    if (answer.stderr.includes('program.mjs')) answer = runEntry(entry, place, args);
    return !answer.stderr.includes('program.mjs');
  }, 'the one file has answered');
  return answer;
}

it('what stands in prompts is answered by one file, and says what the whole of planex says', async () => {
  const repository = makeRepository();
  writePlan(repository, 'good', [writes('good.txt')]);
  writePlan(repository, 'draft', [writes('draft.txt')], { status: 'DRAFT' });
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks.map(({ status }) => status).join() === 'waiting,done');
  const entry = copyEntry();
  for (const args of [['status'], ['status', '--json'], ['statusline']]) {
    const answer = await askEntry(entry, repository, args);
    expect(answer).toEqual({ code: 0, stdout: expect.stringMatching(/./), stderr: '' });
  }
  // As it stands behind the dashes, the line is read by the whole of planex.
  expect((await askEntry(entry, repository, ['status'])).stdout).toBe(
    await planexOk(repository, '--', 'status'),
  );
  expect(runEntry(entry, repository, ['logs']).stderr).toContain('program.mjs');
});
