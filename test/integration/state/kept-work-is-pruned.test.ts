import { expect, test } from 'vitest';
import { createRecordsPort } from '../../../src/compose/ports/records-port.ts';
import { namePrototype } from '../../../src/daemon/run/discard-prototype.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { keepRun, listRuns } from '../../../src/git/workspace/run-refs.ts';
import { openRecords } from '../../../src/state/records.ts';
import type { RunRecord } from '../../../src/tasks/run-record.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-11-20T00:00:00Z');

function landedRun(runId: string, ageDays: number): RunRecord {
  const at = new Date(NOW_MS - ageDays * DAY_MS).toISOString();
  return {
    version: 1,
    runId,
    taskId: 'docs/plans/tea#1',
    digest: 'd',
    artifactPath: 'docs/plans/tea.md',
    artifactDigest: 'd',
    label: 'tea',
    title: 'Tea',
    backend: 'codex',
    footprint: 'everything',
    target: 'main',
    base: '0',
    step: 'ended',
    startedAt: at,
    stepAt: at,
    endedAt: at,
    deaths: 0,
    outcome: { kind: 'landed', commit: 'c' },
  };
}

test('a discarded prototype goes with its run, and stays as long as that does', async () => {
  const { path, git } = makeRepository();
  const repository = await openRepository(path);
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: () => undefined });
  const port = createRecordsPort(repository, records);
  for (const run of [landedRun('run-1', 50), landedRun('run-2', 40), landedRun('run-3', 1)]) {
    const document = await records.createRun({ ...run, step: 'landing' });
    await document.update((record) => {
      record.step = 'ended';
    });
    await keepRun(repository, namePrototype(run.runId), git('rev-parse', 'HEAD'));
  }
  expect(await port.prune(45 * DAY_MS, NOW_MS)).toBe(1);
  expect([...(await listRuns(repository)).keys()]).toEqual(['run-2-prototype', 'run-3-prototype']);
  expect(await port.prune(0, NOW_MS)).toBe(1);
  expect([...(await listRuns(repository)).keys()]).toEqual(['run-3-prototype']);
});
