import { describe, expect, it } from 'vitest';
import { createLandingJudge } from '../../../src/daemon/look/judge-landed.ts';
import type { HistoryView } from '../../../src/daemon/repository.ts';
import type { Task } from '../../../src/tasks/task.ts';
import type { TaskRecord } from '../../../src/tasks/task-record.ts';
import type { LandedState } from '../../../src/tasks/world.ts';
import { makeRecord, makeTask } from '../../support/world.ts';

interface Commit {
  id: string;
  digest: string;
  content?: string;
  commit: string;
  reverted?: boolean;
}

/** A history in which these commits stand. */
function makeHistory(commits: Commit[]): HistoryView {
  const landed = commits.map(({ id, commit, reverted = false }) => ({ commit, taskId: id, reverted }));
  const at = (keep: (one: Commit) => boolean) => commits.flatMap((one, index) => (keep(one) ? [index] : []));
  const view = (index: number) => landed[index] ?? { commit: '', taskId: '', reverted: false };
  return {
    complete: true,
    find: (id, digest) => at((one) => one.id === id && one.digest === digest).map(view),
    findByDigest: (digest) =>
      at((one) => one.digest === digest || one.content === digest).map((index) => ({
        taskId: commits[index]?.id ?? '',
        commit: view(index),
      })),
    listStanding: () => [],
    listNamed: () => [],
    knows: (id) => commits.some((one) => one.id === id),
  };
}

const task = makeTask('1');
const landing = { digest: task.digest, commit: 'c1', run: 'r1' };

function judge(commits: Commit[], record?: TaskRecord, present: Task[] = [task], of = task): LandedState {
  const records = new Map([[of.artifactPath, { tasks: record === undefined ? {} : { [of.key]: record } }]]);
  return createLandingJudge({ history: makeHistory(commits), present, records }).judge(of);
}

it.each<[string, Commit[], TaskRecord | undefined, LandedState]>([
  ['nothing is known of it', [], undefined, { kind: 'never' }],
  [
    'a commit has its id and digest',
    [{ ...task, commit: 'c1' }],
    undefined,
    { kind: 'landed', commit: 'c1' },
  ],
  [
    'only another digest of it landed',
    [{ ...task, digest: 'old', commit: 'c1' }],
    undefined,
    { kind: 'changed' },
  ],
  [
    'only planex remembers another digest',
    [],
    makeRecord({ landed: [{ ...landing, digest: 'old' }] }),
    { kind: 'changed' },
  ],
  [
    'its commit was reverted',
    [{ ...task, commit: 'c1', reverted: true }],
    undefined,
    { kind: 'removed', commits: ['c1'] },
  ],
  ['its commit was reset away', [], makeRecord({ landed: [landing] }), { kind: 'removed', commits: ['c1'] }],
  [
    'it was reverted and landed again',
    [
      { ...task, commit: 'c1', reverted: true },
      { ...task, commit: 'c2' },
    ],
    undefined,
    { kind: 'landed', commit: 'c2' },
  ],
  [
    'its commit was squashed into another',
    [{ ...task, commit: 'squash' }],
    makeRecord({ landed: [landing] }),
    { kind: 'landed', commit: 'squash' },
  ],
  [
    'it was reverted, then retried',
    [{ ...task, commit: 'c1', reverted: true }],
    makeRecord({ retry: { digest: task.digest, forgets: ['c1'] } }),
    { kind: 'changed' },
  ],
  [
    'it was retried with another meaning',
    [{ ...task, commit: 'c1', reverted: true }],
    makeRecord({ retry: { digest: 'old', forgets: ['c1'] } }),
    { kind: 'removed', commits: ['c1'] },
  ],
  [
    'it was retried, landed and removed again',
    [{ ...task, commit: 'c2', reverted: true }],
    makeRecord({ landed: [landing], retry: { digest: task.digest, forgets: ['c1'] } }),
    { kind: 'removed', commits: ['c2'] },
  ],
])('where %s', (_name, commits, record, state) => {
  expect(judge(commits, record)).toEqual(state);
});

describe('a commit of another id with the same digest', () => {
  const earlier = 'docs/plans/2026-11-01-old#1';

  it('is this task after its artifact was renamed', () => {
    expect(judge([{ id: earlier, digest: task.digest, commit: 'c1' }])).toEqual({
      kind: 'landed',
      commit: 'c1',
    });
  });
  it('is another task while that one is still there: this one is a copy', () => {
    const still = makeTask('1', { id: earlier, digest: task.digest });
    const commits = [{ id: earlier, digest: task.digest, commit: 'c1' }];
    expect(judge(commits, undefined, [task, still])).toEqual({ kind: 'never' });
    expect(judge(commits, undefined, [task, still], still)).toEqual({ kind: 'landed', commit: 'c1' });
  });
  it('is this task when another has the freed name by now, also of the same plan', () => {
    const commits = [{ id: earlier, digest: task.digest, commit: 'c1' }];
    const later = makeTask('1', { id: earlier, digest: 'later' });
    const sibling = makeTask('2', { id: 'docs/plans/2026-11-01-old#2' });
    expect(judge(commits, undefined, [task, later, sibling])).toEqual({ kind: 'landed', commit: 'c1' });
    expect(judge(commits, undefined, [task, later, sibling], later)).toEqual({ kind: 'changed' });
  });
  it('is each of two tasks that have swapped their names', () => {
    const [left, right] = ['left', 'right'].map((digest, index) =>
      makeTask('1', { id: `docs/plans/${index}#1`, digest }),
    );
    if (left === undefined || right === undefined) throw new Error('two tasks');
    const commits = [
      { id: right.id, digest: left.digest, commit: 'c1' },
      { id: left.id, digest: right.digest, commit: 'c2' },
    ];
    expect(judge(commits, undefined, [left, right], left)).toEqual({ kind: 'landed', commit: 'c1' });
    expect(judge(commits, undefined, [left, right], right)).toEqual({ kind: 'landed', commit: 'c2' });
  });
  it('is this task at the end of a chain of renames, with a later one at each name before', () => {
    const [, second, third] = ['1', '2', '3'].map((name) => makeTask('1', { id: `docs/plans/${name}#1` }));
    if (second === undefined || third === undefined) throw new Error('three tasks');
    const present = [
      { ...second, id: earlier, digest: 'newest' },
      { ...second, digest: 'newer' },
      { ...third, digest: task.digest },
    ];
    const commits = [
      { id: earlier, digest: task.digest, commit: 'c1' },
      { id: earlier, digest: 'newer', commit: 'c2' },
      { id: earlier, digest: 'newest', commit: 'c3' },
    ];
    expect(present.map((one) => judge(commits, undefined, present, one))).toEqual([
      { kind: 'landed', commit: 'c3' },
      { kind: 'landed', commit: 'c2' },
      { kind: 'landed', commit: 'c1' },
    ]);
  });
  it('that was reverted leaves this task removed after the rename, until it is retried', () => {
    const commits = [{ id: earlier, digest: task.digest, commit: 'c1', reverted: true }];
    expect(judge(commits)).toEqual({ kind: 'removed', commits: ['c1'] });
    const retried = makeRecord({ retry: { digest: task.digest, forgets: ['c1'] } });
    expect(judge(commits, retried)).toEqual({ kind: 'changed' });
    expect(judge([...commits, { ...task, commit: 'c2' }], retried)).toEqual({ kind: 'landed', commit: 'c2' });
  });
  it('that was reverted leaves a copy of what is still there as it is', () => {
    const still = makeTask('1', { id: earlier, digest: task.digest });
    const commits = [{ id: earlier, digest: task.digest, commit: 'c1', reverted: true }];
    expect(judge(commits, undefined, [task, still])).toEqual({ kind: 'never' });
  });
  it('does not count under another number of a vanished artifact', () => {
    expect(judge([{ id: 'docs/plans/2026-11-01-old#2', digest: task.digest, commit: 'c1' }])).toEqual({
      kind: 'never',
    });
  });
  it('is this task after a renumbering in the same artifact', () => {
    const moved = makeTask('2', { digest: task.digest });
    const inserted = makeTask('1', { digest: 'new' });
    expect(judge([{ ...task, commit: 'c1' }], undefined, [inserted, moved], moved)).toEqual({
      kind: 'landed',
      commit: 'c1',
    });
  });
  it('is not this task while the other number still means the same', () => {
    const twin = makeTask('2', { digest: task.digest });
    expect(judge([{ ...task, commit: 'c1' }], undefined, [task, twin], twin)).toEqual({ kind: 'never' });
  });
  it('is this task after a renumbering and a rename one after the other, by the names that its artifact had', () => {
    const id = 'docs/plans/2026-11-01-old#2';
    const moved = makeTask('3', { digest: task.digest });
    const records = new Map([[task.artifactPath, { tasks: {}, formerly: ['docs/plans/2026-11-01-old.md'] }]]);
    const history = makeHistory([{ id, digest: task.digest, commit: 'c1' }]);
    const judgeIn = (present: Task[]): LandedState =>
      createLandingJudge({ history, present, records }).judge(moved);
    expect(judgeIn([moved])).toEqual({ kind: 'landed', commit: 'c1' });
    expect(judgeIn([moved, makeTask('2', { id, digest: task.digest })])).toEqual({ kind: 'never' });
  });
  it('is one of several that mean the same after a renumbering, for each id that landed', () => {
    const present = ['2', '4', '5'].map((key) => makeTask(key, { digest: task.digest }));
    const commits = ['1', '3'].map((key) => ({
      id: makeTask(key).id,
      digest: task.digest,
      commit: `c${key}`,
    }));
    const kinds = (from: Commit[]): string[] =>
      present.map((one) => judge(from, undefined, present, one).kind);
    expect(kinds(commits)).toEqual(['landed', 'landed', 'never']);
    const late = { id: makeTask('5').id, digest: task.digest, commit: 'c5' };
    expect(kinds([...commits, late])).toEqual(['landed', 'landed', 'landed']);
    const again = commits.map((one) => ({ ...one, commit: `${one.commit}-rebased` }));
    expect(kinds([...again, ...commits])).toEqual(['landed', 'landed', 'never']);
  });
  it('is each of as many tasks as have landed, also where one of them is remembered as a copy', () => {
    const present = ['3', '5'].map((key) => makeTask(key, { digest: task.digest }));
    const commits = ['1', '2'].map((key) => ({
      id: makeTask(key).id,
      digest: task.digest,
      commit: `c${key}`,
    }));
    const tasks = { 3: makeRecord({ copied: ['c2'] }), 5: makeRecord({ copied: ['c2'] }) };
    const history = makeHistory(commits);
    const records = new Map([[task.artifactPath, { tasks }]]);
    const landings = createLandingJudge({ history, present, records });
    expect(present.map((one) => landings.judge(one).kind)).toEqual(['landed', 'landed']);
  });
  it('is the one remembered of several that mean the same after a rename, also with a copy under the old name', () => {
    const present = ['1', '2'].map((key) => makeTask(key, { digest: task.digest }));
    const commits = [{ id: earlier, digest: task.digest, commit: 'c1' }];
    const history = makeHistory(commits);
    const tasks = { 1: makeRecord({ landed: [landing] }) };
    const records = new Map([[task.artifactPath, { tasks, formerly: ['docs/plans/2026-11-01-old.md'] }]]);
    const kinds = (all: Task[]): string[] => {
      const landings = createLandingJudge({ history, present: all, records });
      return present.map((one) => landings.judge(one).kind);
    };
    expect(kinds(present)).toEqual(['landed', 'never']);
    const copy = makeTask('1', {
      id: earlier,
      digest: task.digest,
      artifactPath: 'docs/plans/2026-11-01-old.md',
    });
    expect(kinds([...present, copy])).toEqual(['landed', 'never']);
  });
  it('is not a copy of the task that has it since a rename', () => {
    const copy = makeTask('1', {
      id: 'docs/plans/copy#1',
      artifactPath: 'docs/plans/copy.md',
      digest: task.digest,
    });
    const history = makeHistory([{ id: earlier, digest: task.digest, commit: 'c1' }]);
    const formerly = ['docs/plans/2026-11-01-old.md'];
    const records = new Map([[task.artifactPath, { tasks: {}, formerly }]]);
    const landings = createLandingJudge({ history, present: [task, copy], records });
    expect([task, copy].map((one) => landings.judge(one).kind)).toEqual(['landed', 'never']);
    expect(landings.listCopied(copy)).toEqual(['c1']);
    // What is not remembered of renames counts for both: better done than done twice.
    const forgotten = createLandingJudge({ history, present: [task, copy], records: new Map() });
    expect([task, copy].map((one) => forgotten.judge(one).kind)).toEqual(['landed', 'landed']);
  });
});

describe('a commit with another digest, in which only the ids of other tasks are others', () => {
  const content = 'sha256:without ids';
  const landed = { id: task.id, digest: 'before', content, commit: 'c1' };

  it('is this task, also under another number of its artifact', () => {
    const changed = makeTask('1', { content });
    const moved = makeTask('2', { content });
    expect(judge([landed], undefined, [changed], changed)).toEqual({ kind: 'landed', commit: 'c1' });
    expect(judge([landed], undefined, [moved], moved)).toEqual({ kind: 'landed', commit: 'c1' });
    expect(judge([{ ...landed, reverted: true }], undefined, [moved], moved)).toEqual({
      kind: 'removed',
      commits: ['c1'],
    });
  });
  it('is another task where that is there, or was one of another artifact', () => {
    const moved = makeTask('2', { content });
    const present = [makeTask('1', { digest: 'before', content }), moved];
    expect(judge([landed], undefined, present, moved)).toEqual({ kind: 'never' });
    const foreign = { ...landed, id: 'docs/plans/gone#2' };
    expect(judge([foreign], undefined, [moved], moved)).toEqual({ kind: 'never' });
  });
});
