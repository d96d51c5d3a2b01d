import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { chooseOldRuns, pruneRuns, type RetentionRule } from '../../../src/state/retention.ts';
import type { RunRecord } from '../../../src/tasks/run-record.ts';

const DAY_MS = 86_400_000;
const nowMs = Date.parse('2026-11-20T00:00:00Z');
const keepNothing: RetentionRule = { keepMs: 30 * DAY_MS, nowMs, isNeeded: () => false };

function makeRun(runId: string, ageDays: number, change: Partial<RunRecord> = {}): RunRecord {
  const at = new Date(nowMs - ageDays * DAY_MS).toISOString();
  return {
    version: 1,
    runId,
    taskId: 'a#1',
    digest: 'd',
    artifactPath: 'a.md',
    artifactDigest: 'd',
    label: 'a',
    title: 'A',
    backend: 'shell',
    footprint: 'everything',
    target: 'main',
    base: '0',
    step: 'ended',
    startedAt: at,
    stepAt: at,
    endedAt: at,
    deaths: 0,
    ...change,
  };
}

function choose(runs: RunRecord[], rule: Partial<RetentionRule> = {}): string[] {
  return chooseOldRuns(runs, { ...keepNothing, ...rule }).map(({ runId }) => runId);
}

describe('a run goes', () => {
  test('when it is old and its task has a later one', () => {
    expect(choose([makeRun('old', 40), makeRun('new', 1)])).toEqual(['old']);
  });
});

describe('a run stays', () => {
  test('when it is the last of its task, however old', () => {
    expect(choose([makeRun('a', 400), makeRun('b', 300, { taskId: 'b#1' })])).toEqual([]);
  });
  test('when it ended not long ago', () => {
    expect(choose([makeRun('old', 29), makeRun('new', 1)])).toEqual([]);
  });
  test('when it has not ended', () => {
    const { endedAt: _, ...open } = makeRun('old', 40, { step: 'landing' });
    expect(choose([open, makeRun('new', 1)])).toEqual([]);
  });
  test('when something still needs it', () => {
    expect(
      choose([makeRun('old', 40), makeRun('new', 1)], { isNeeded: (run) => run.runId === 'old' }),
    ).toEqual([]);
  });
});

property.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom('a#1', 'a#2', 'b#1')))])(
  'every task keeps its latest run, in whatever order they come',
  (specs) => {
    const runs = specs.map(([age, taskId], index) => makeRun(`r${index}`, age, { taskId }));
    const gone = new Set(choose(runs));
    for (const taskId of new Set(runs.map((run) => run.taskId))) {
      const own = runs.filter((run) => run.taskId === taskId);
      const latest = own
        .map((run) => run.startedAt)
        .toSorted()
        .at(-1);
      expect(own.some((run) => run.startedAt === latest && !gone.has(run.runId))).toBe(true);
    }
  },
);

test('what is chosen is removed, and told', async () => {
  const removed: string[] = [];
  const records = {
    listRuns: async () => [makeRun('old', 40), makeRun('new', 1)],
    removeRun: async (runId: string) => void removed.push(runId),
  };
  expect(await pruneRuns(records, keepNothing)).toEqual(['old']);
  expect(removed).toEqual(['old']);
});
