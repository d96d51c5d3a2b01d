import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../src/tasks/reason.ts';
import { reconcile, type Verdict } from '../../../src/tasks/reconcile.ts';
import type { Task } from '../../../src/tasks/task.ts';
import type { TaskFacts, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRecord, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const task = makeTask('1');
const some: Reason = { code: 'auth', message: 'some reason' };

function judge(facts: Partial<TaskFacts>, world: Partial<World> = {}, change: Partial<Task> = {}): Verdict {
  const [verdict] = reconcile(makeWorld([makeFacts({ ...task, ...change }, facts)], world)).verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
}

function box(checked: boolean): Task['boxes'][number] {
  return { checked, offset: 0, line: 1, text: 'do it' };
}

/** A state of one task, and the status and reason code that it has to get. */
const CASES: [string, Partial<TaskFacts>, Partial<World>, Partial<Task>, string, string?][] = [
  ['nothing stands in the way', {}, {}, {}, 'pending'],
  ['a process is at its run', { run: makeRun(task) }, {}, {}, 'running'],
  ['its run is landing', { run: makeRun(task, { step: 'landing' }) }, {}, {}, 'landing'],
  [
    'its commit waits to land',
    { run: makeRun(task, { busy: false, waiting: some }) },
    {},
    {},
    'waiting',
    'auth',
  ],
  ['nobody is at its run', { run: makeRun(task, { busy: false }) }, {}, {}, 'pending', 'internal'],
  [
    'a run outranks its landing',
    { run: makeRun(task), landed: { kind: 'landed', commit: 'c' } },
    {},
    {},
    'running',
  ],
  ['it has landed', { landed: { kind: 'landed', commit: 'c1' } }, {}, {}, 'done'],
  [
    'it has landed and is not admitted',
    { landed: { kind: 'landed', commit: 'c' }, notAdmitted: some },
    {},
    {},
    'done',
  ],
  ['all of its boxes are ticked', {}, {}, { boxes: [box(true), box(true)] }, 'done'],
  ['one of its boxes is not ticked', {}, {}, { boxes: [box(true), box(false)] }, 'pending'],
  ['it has no boxes', {}, {}, { boxes: [] }, 'pending'],
  [
    'it is ticked, but changed after it landed',
    { landed: { kind: 'changed' } },
    {},
    { boxes: [box(true)] },
    'pending',
  ],
  [
    'it was cancelled',
    { record: makeRecord({ cancelled: { digest: task.digest, at: 'x' } }) },
    {},
    {},
    'cancelled',
    'cancelled',
  ],
  [
    'it was cancelled with another meaning',
    { record: makeRecord({ cancelled: { digest: 'other', at: 'x' } }) },
    {},
    {},
    'pending',
  ],
  ['the plan is a draft', {}, {}, { planStatus: 'draft' }, 'waiting', 'draft'],
  ['the plan is blocked', {}, {}, { planStatus: 'blocked' }, 'waiting', 'clarification'],
  ['the plan is complete', {}, {}, { planStatus: 'complete' }, 'cancelled', 'cancelled'],
  ['the plan is approved', {}, {}, { planStatus: 'approved' }, 'pending'],
  ['the plan is in progress', {}, {}, { planStatus: 'in-progress' }, 'pending'],
  [
    'an approved plan is not admitted',
    { notAdmitted: { ...some, code: 'not-admitted' } },
    {},
    { planStatus: 'approved' },
    'waiting',
    'not-admitted',
  ],
  [
    'its commit was removed',
    { landed: { kind: 'removed', commits: ['c1'] } },
    {},
    {},
    'waiting',
    'removed-by-user',
  ],
  [
    'it failed',
    { record: makeRecord({ failure: { digest: task.digest, reason: some, run: 'r' } }) },
    {},
    {},
    'failed',
    'auth',
  ],
  [
    'it failed with another meaning',
    { record: makeRecord({ failure: { digest: 'other', reason: some, run: 'r' } }) },
    {},
    {},
    'pending',
  ],
  ['its issue is put off', { issueHold: some }, {}, {}, 'waiting', 'auth'],
  [
    'its issue is put off, and it is done',
    { issueHold: some, landed: { kind: 'landed', commit: 'c' } },
    {},
    {},
    'done',
  ],
  [
    'what passed a limit waits for a word',
    { breach: { ...some, code: 'breach' } },
    {},
    {},
    'waiting',
    'breach',
  ],
  [
    'it would touch what needs an acknowledgement',
    { acknowledge: { ...some, code: 'clarification' } },
    {},
    {},
    'waiting',
    'clarification',
  ],
  ['the history is cut off', {}, { historyComplete: false }, {}, 'waiting', 'shallow'],
  ['a dependency is missing', {}, {}, { after: ['gone#1'] }, 'blocked', 'blocked-by'],
  ['planex is paused', {}, { paused: true }, {}, 'waiting', 'paused'],
  ['it is not due', { notDue: { ...some, code: 'paused' } }, {}, {}, 'waiting', 'paused'],
  [
    'its backend is missing',
    { backend: { name: 'x', problem: { ...some, code: 'backend-missing' } } },
    {},
    {},
    'waiting',
    'backend-missing',
  ],
  [
    'HEAD is detached',
    {},
    { repositoryHolds: { ...some, code: 'wrong-branch' } },
    {},
    'waiting',
    'wrong-branch',
  ],
  [
    'a merge is in progress',
    { branchHold: { ...some, code: 'operation-in-progress' } },
    {},
    {},
    'waiting',
    'operation-in-progress',
  ],
  ['its paths are dirty', { dirtyPaths: ['a', 'b', 'c', 'd'] }, {}, {}, 'waiting', 'dirty-paths'],
];

describe('while nothing can be written safely', () => {
  const full: Reason = { code: 'internal', message: 'the disk is full' };
  const waiting = makeTask('1');
  const cutOff = makeTask('2');
  const facts = [makeFacts(waiting), makeFacts(cutOff, { run: makeRun(cutOff, { busy: false }) })];

  it('nothing is begun and no run is taken up', () => {
    const { verdicts, actions } = reconcile(makeWorld(facts, { storageHold: full }));
    expect(actions).toEqual([]);
    expect(verdicts.map(({ taskId, status, reason }) => [taskId, status, reason])).toEqual([
      [waiting.id, 'waiting', full],
      [cutOff.id, 'waiting', full],
    ]);
  });
});

it.each(CASES)('where %s, the task stands as it should', (_name, facts, world, change, status, code) => {
  const verdict = judge(facts, world, change);
  expect([verdict.status, verdict.reason?.code]).toEqual([status, code]);
});

it('says which commit a landed task is in, and which run it is in', () => {
  expect(judge({ landed: { kind: 'landed', commit: 'c1' } })).toMatchObject({ commit: 'c1' });
  expect(judge({ run: makeRun(task) })).toMatchObject({ runId: 'run-1' });
});

it('names at most three dirty paths', () => {
  expect(judge({ dirtyPaths: ['a', 'b', 'c', 'd'] }).reason?.message).toContain('a, b, c and 1 more');
});

describe('after deaths of planex in the same step', () => {
  const nowMs = Date.parse('2026-11-20T12:00:00Z');
  const died = (count: number, at: string): Verdict =>
    judge({ record: makeRecord({ deaths: { step: 'executing', count, at } }) }, { nowMs });

  it('the first costs nothing', () => expect(died(1, '2026-11-20T12:00:00Z').status).toBe('pending'));
  it('the second waits a minute, and says until when', () =>
    expect(died(2, '2026-11-20T12:00:00Z').reason).toMatchObject({
      code: 'internal',
      until: '2026-11-20T12:01:00.000Z',
    }));
  it('the wait ends', () => expect(died(2, '2026-11-20T11:58:59Z').status).toBe('pending'));
  it('a clock that was set back does not make it wait for ever', () =>
    expect(died(2, '2026-11-21T12:00:00Z').status).toBe('pending'));
});

describe('dependencies', () => {
  const second = makeTask('2', { after: [task.id] });
  const pair = (first: Partial<TaskFacts>, world: Partial<World> = {}) =>
    reconcile(makeWorld([makeFacts(task, first), makeFacts(second)], world));

  it('an open one keeps a task pending, with the reason', () => {
    const { verdicts, actions } = pair({});
    expect(verdicts[1]).toMatchObject({ status: 'pending', reason: { code: 'blocked-by' } });
    expect(actions).toEqual([{ type: 'dispatch', taskId: task.id }]);
  });
  it('a done one lets it go', () => {
    expect(pair({ landed: { kind: 'landed', commit: 'c' } }).actions).toEqual([
      { type: 'dispatch', taskId: second.id },
    ]);
  });
  it('a failed one blocks it, with the reason of the failure', () => {
    const failure = { digest: task.digest, reason: some, run: 'r' };
    expect(pair({ record: makeRecord({ failure }) }).verdicts[1]).toMatchObject({
      status: 'blocked',
      reason: { code: 'blocked-by', message: `${task.id} is failed: some reason` },
    });
  });
  it('of a chain the one that does not go on is named', () => {
    const failure = { digest: task.digest, reason: some, run: 'r' };
    const third = makeTask('3', { after: [second.id] });
    const facts = [makeFacts(task, { record: makeRecord({ failure }) }), makeFacts(second), makeFacts(third)];
    expect(reconcile(makeWorld(facts)).verdicts[2]?.reason?.message).toBe(
      `${task.id} is failed: some reason`,
    );
  });
  it('a waiting one blocks it', () => {
    expect(pair({ notAdmitted: some }).verdicts[1]).toMatchObject({ status: 'blocked' });
  });
  it('a stuck one is named before one that is merely open', () => {
    const stuck = makeTask('9', { planStatus: 'draft' });
    const both = makeTask('2', { after: [task.id, stuck.id] });
    const world = makeWorld([makeFacts(task), makeFacts(stuck), makeFacts(both)]);
    expect(reconcile(world).verdicts[2]).toMatchObject({
      status: 'blocked',
      reason: { message: expect.stringContaining('#9 is waiting') },
    });
  });
  it('a cycle ends, and nothing of it runs', () => {
    const circle = [makeTask('1', { after: [second.id] }), second].map((one) => makeFacts(one));
    expect(reconcile(makeWorld(circle)).actions).toEqual([]);
  });
});

describe('dispatch', () => {
  const many = ['1', '2', '3', '4', '5'].map((key) => makeTask(key));
  const dispatched = (world: World) =>
    reconcile(world).actions.flatMap((action) => (action.type === 'dispatch' ? [action.taskId] : []));

  it('starts as many at once as allowed, first come first', () => {
    const facts = many.map((one) => makeFacts(one));
    expect(dispatched(makeWorld(facts))).toEqual(many.slice(0, 3).map((one) => one.id));
  });
  it('counts the runs under way', () => {
    const facts = many.map((one, index) => makeFacts(one, index < 2 ? { run: makeRun(one) } : {}));
    expect(dispatched(makeWorld(facts))).toEqual([many[2]?.id]);
  });
  it('waits for what is done again further up, although what lies between is done', () => {
    const top = makeTask('1');
    const middle = makeTask('2', { after: [top.id] });
    const last = makeTask('3', { after: [middle.id] });
    const facts = [
      makeFacts(top, { landed: { kind: 'changed' } }),
      makeFacts(middle, { landed: { kind: 'landed', commit: 'c' } }),
      makeFacts(last),
    ];
    expect(dispatched(makeWorld(facts))).toEqual([top.id]);
  });
  it('starts nothing while planex is paused', () => {
    expect(dispatched(makeWorld([makeFacts(task)], { paused: true }))).toEqual([]);
  });
});

describe('runs that nobody is at', () => {
  it.each([
    [[], 'its run was cut off while executing; it is taken up when planex runs'],
    [
      [7],
      'planex was cut off while its run was executing, and process 7 of it is still at work; planex start ends it and takes the run up',
    ],
    [
      [7, 8],
      'planex was cut off while its run was executing, and processes 7, 8 of it are still at work; planex start ends them and takes the run up',
    ],
  ])('say which processes %j of them go on', (left, message) => {
    const facts = makeFacts(task, { run: makeRun(task, { busy: false, left }) });
    expect(reconcile(makeWorld([facts])).verdicts[0]?.reason?.message).toBe(message);
  });
  it('by a planex that is at work are not said to wait for its start', () => {
    const run = makeRun(task, { busy: false, takenUp: 'next' });
    const [verdict] = reconcile(makeWorld([makeFacts(task, { run })])).verdicts;
    expect(verdict).toMatchObject({ status: 'pending', reason: { code: 'internal' } });
    expect(verdict?.reason?.message).toBe(
      'its run was cut off while executing; planex is about to take it up',
    );
    expect(verdict?.reason?.action).toBeUndefined();
  });
  it.each([
    [undefined, 'done'],
    ['next', 'pending'],
  ] as const)(
    'and have landed are done where no planex is at it (%s), else once that is told',
    (takenUp, status) => {
      const run = makeRun(task, {
        step: 'landing',
        busy: false,
        hasLanded: true,
        ...(takenUp === undefined ? {} : { takenUp }),
      });
      const facts = makeFacts(task, { run, landed: { kind: 'landed', commit: 'c' } });
      expect(reconcile(makeWorld([facts])).verdicts[0]?.status).toBe(status);
    },
  );
  it('are taken up, also while planex is paused', () => {
    const facts = makeFacts(task, { run: makeRun(task, { busy: false }) });
    expect(reconcile(makeWorld([facts], { paused: true })).actions).toEqual([
      { type: 'resume', runId: 'run-1' },
    ]);
  });
  it('hold their paths, but no slot', () => {
    const waiting = makeRun(task, { step: 'landing', busy: false, waiting: some });
    const same = makeTask('2', { files: task.files });
    const other = makeTask('3');
    const world = makeWorld([makeFacts(task, { run: waiting }), makeFacts(same), makeFacts(other)], {
      maxRuns: 1,
    });
    expect(reconcile(world).actions).toEqual([
      { type: 'resume', runId: 'run-1' },
      { type: 'dispatch', taskId: other.id },
    ]);
  });
  it('whose task is gone from its artifact are taken up as well', () => {
    const gone = makeRun(makeTask('7'), { busy: false });
    expect(reconcile(makeWorld([], { runs: [gone] })).actions).toEqual([{ type: 'resume', runId: 'run-7' }]);
  });
});
