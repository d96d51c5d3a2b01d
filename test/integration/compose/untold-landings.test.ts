import { expect, test } from 'vitest';
import { watchUntoldLandings } from '../../../src/compose/run/untold-landings.ts';
import { openRecords } from '../../../src/state/records.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import { makeFolder } from '../../support/repository.ts';

const AT = '2026-11-20T12:00:00.000Z';
const of = { at: AT, taskId: 'docs/plans/tea#1', runId: '20261120T120000Z-000001', message: '' };
const LANDING: PlanexEvent = { ...of, type: 'run:step', step: 'landing' };
const LANDED: PlanexEvent = { ...of, type: 'task:landed', commit: 'c0ffee', tests: '' };
const DONE = {
  id: of.taskId,
  artifact: 'docs/plans/tea.md',
  title: 'tea',
  backend: 'shell',
  status: 'done' as const,
  attempts: 1,
  commit: 'c0ffeec0ffeec0ffee',
};

async function makeRecords(): Promise<string> {
  const folder = makeFolder();
  const records = openRecords(folder, { access: 'write', onSpoilt: () => undefined });
  await records.createRun({
    version: 1,
    runId: of.runId,
    taskId: of.taskId,
    digest: 'sha256:task',
    artifactPath: DONE.artifact,
    artifactDigest: 'sha256:bytes',
    label: 'tea',
    title: 'tea',
    backend: 'shell',
    footprint: ['tea.txt'],
    target: 'main',
    base: 'c0de',
    step: 'landing',
    tests: { result: 'passed', summary: 'npm test' },
    startedAt: AT,
    stepAt: AT,
    deaths: 0,
  });
  return folder;
}

test.each<
  [string, PlanexEvent[], (typeof DONE | (Omit<typeof DONE, 'status'> & { status: 'pending' }))[], string[]]
>([
  [
    'has landed and was not told',
    [LANDING],
    [DONE],
    ['docs/plans/tea#1 landed as c0ffeec0ff on main, tests: passed (npm test)'],
  ],
  ['was told', [LANDING, LANDED], [DONE], []],
  ['is not done', [LANDING], [{ ...DONE, status: 'pending' }], []],
  ['was done before', [], [DONE], []],
])('of what %s', async (_, events, tasks, lines) => {
  const untold = watchUntoldLandings();
  for (const event of events) untold.hear(event);
  expect(await untold.describe(await makeRecords(), tasks)).toEqual(lines);
});
