import { fc, test } from '../../support/property.ts';
import { expect } from 'vitest';
import { footprintOf, overlaps } from '../../../src/tasks/independence.ts';
import { type Decision, reconcile } from '../../../src/tasks/reconcile.ts';
import type { LandedState, TaskFacts, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRecord, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const reason = { code: 'auth', message: 'some reason' } as const;
const key = fc.integer({ min: 1, max: 8 });

/** `fine` four times out of five, else one of the others: worlds in which something goes on are the interesting ones. */
function mostly<const T>(fine: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(fine) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const SHARED = ['a', 'a/b', 'c', 'd', 'e', 'f/g'];

/** Everything that may be the matter with one task. Dependencies may be missing or run in circles. */
const state = fc.record({
  /** None: a path of its own. */
  paths: fc.option(fc.subarray(SHARED), { freq: 2 }),
  after: fc.oneof(
    { weight: 2, arbitrary: fc.constant<number[]>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(key, { maxLength: 2 }) },
  ),
  landed: mostly('never', 'landed', 'removed', 'changed'),
  planStatus: mostly('none', 'draft', 'blocked', 'complete', 'approved', 'in-progress'),
  record: mostly('none', 'failed', 'cancelled', 'died'),
  run: mostly('none', 'busy', 'idle', 'waiting', 'landing'),
  held: mostly('no', 'not-admitted', 'dirty', 'backend', 'branch', 'not-due'),
});

const world: fc.Arbitrary<World> = fc
  .record({
    states: fc.array(state, { maxLength: 8 }),
    maxRuns: fc.integer({ min: 1, max: 4 }),
    paused: mostly(false, true),
    held: mostly(false, true),
    historyComplete: mostly(true, false),
  })
  .map(({ states, maxRuns, paused, held, historyComplete }) =>
    makeWorld(
      states.map((one, index) => toFacts(one, String(index + 1))),
      { maxRuns, paused, repositoryHolds: held ? reason : null, historyComplete },
    ),
  );

type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

function toFacts(one: State, name: string): TaskFacts {
  const task = makeTask(name, {
    files: (one.paths ?? [`${name}.txt`]).map((path) => ({ kind: 'modify', path })),
    after: one.after.map((other) => makeTask(String(other)).id),
    planStatus: one.planStatus,
  });
  const { digest } = task;
  const record = {
    none: undefined,
    failed: makeRecord({ failure: { digest, reason, run: 'r' } }),
    cancelled: makeRecord({ cancelled: { digest, at: '2026-11-20T11:00:00Z' } }),
    died: makeRecord({ deaths: { step: 'executing', count: 3, at: '2026-11-20T11:59:59Z' } }),
  }[one.record];
  const landed: Record<typeof one.landed, LandedState> = {
    landed: { kind: 'landed', commit: 'c' },
    removed: { kind: 'removed', commits: ['c'] },
    changed: { kind: 'changed' },
    never: { kind: 'never' },
  };
  const run = {
    none: undefined,
    busy: makeRun(task),
    idle: makeRun(task, { busy: false }),
    waiting: makeRun(task, { busy: false, step: 'landing', waiting: reason }),
    landing: makeRun(task, { step: 'landing' }),
  }[one.run];
  return makeFacts(task, {
    record,
    run,
    landed: landed[one.landed],
    notAdmitted: one.held === 'not-admitted' ? reason : null,
    dirtyPaths: one.held === 'dirty' ? ['a'] : [],
    backend: one.held === 'backend' ? { name: 'x', problem: reason } : { name: 'shell' },
    ...(one.held === 'branch' ? { branchHold: reason } : {}),
    ...(one.held === 'not-due' ? { notDue: reason } : {}),
  });
}

function dispatched({ tasks }: World, { actions }: Decision): TaskFacts[] {
  const ids = new Set(actions.flatMap((action) => (action.type === 'dispatch' ? [action.taskId] : [])));
  return tasks.filter((facts) => ids.has(facts.task.id));
}

test.prop([world])('never more runs at once than allowed', (seen) => {
  const started = dispatched(seen, reconcile(seen)).length;
  const before = seen.runs.filter((run) => run.busy).length;
  expect(started === 0 || before + started <= seen.maxRuns).toBe(true);
});

test.prop([world])('no two runs that may touch the same paths', (seen) => {
  const started = dispatched(seen, reconcile(seen)).map(({ task }) => ({
    id: task.id,
    footprint: footprintOf(task.files),
  }));
  const active = seen.runs.map((run) => ({ id: run.taskId, footprint: run.footprint }));
  for (const one of started) {
    for (const other of [...started, ...active]) {
      if (other.id !== one.id) expect(overlaps(one.footprint, other.footprint)).toBe(false);
    }
  }
});

test.prop([world])('never a task before all that it depends on is done', (seen) => {
  const decision = reconcile(seen);
  const done = new Set(
    decision.verdicts.filter(({ status }) => status === 'done').map(({ taskId }) => taskId),
  );
  for (const { task } of dispatched(seen, decision)) {
    expect(task.after.every((id) => done.has(id))).toBe(true);
  }
});

test.prop([world])('never a task that is held, failed, cancelled, done or under way', (seen) => {
  for (const facts of dispatched(seen, reconcile(seen))) {
    expect(facts).toMatchObject({ notAdmitted: null, dirtyPaths: [], run: undefined });
    expect(facts.landed.kind).toMatch(/never|changed/);
    expect(facts.record).toBeUndefined();
    expect(facts.task.planStatus).toMatch(/none|approved|in-progress/);
  }
});

test.prop([world])('the same world gives the same decision, and is not changed', (seen) => {
  const copy = structuredClone(seen);
  expect(reconcile(seen)).toEqual(reconcile(copy));
  expect(seen).toEqual(copy);
});

test.prop([world])(
  'one verdict for each task, in order, with a reason wherever it does not go on',
  (seen) => {
    const { verdicts } = reconcile(seen);
    expect(verdicts.map(({ taskId }) => taskId)).toEqual(seen.tasks.map(({ task }) => task.id));
    for (const { status, reason: why } of verdicts) {
      if (['waiting', 'failed', 'blocked', 'cancelled'].includes(status)) expect(why?.message).toBeTruthy();
    }
  },
);

test.prop([world])('when nothing is under way, something starts or every open task says why not', (seen) => {
  const idle = { ...seen, runs: [], tasks: seen.tasks.map((facts) => ({ ...facts, run: undefined })) };
  const { verdicts, actions } = reconcile(idle);
  const silent = verdicts.filter(({ status, reason: why }) => status === 'pending' && why === undefined);
  expect(silent.length === 0 || idle.paused || actions.length > 0).toBe(true);
});
