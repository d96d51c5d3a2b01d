import { describe, expect, it } from 'vitest';
import { judgeLanded } from '../../../src/daemon/look/judge-landed.ts';
import type { HistoryView } from '../../../src/daemon/ports.ts';
import type { Task } from '../../../src/tasks/task.ts';
import type { TaskRecord } from '../../../src/tasks/task-record.ts';
import type { LandedState } from '../../../src/tasks/world.ts';
import { makeRecord, makeTask } from '../../support/world.ts';

interface Commit {
  id: string;
  digest: string;
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
      at((one) => one.digest === digest).map((index) => ({
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
  return judgeLanded(of, makeHistory(commits), record, present);
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
  it('is another task while the earlier artifact is still there: this one is a copy', () => {
    const still = makeTask('2', { id: 'docs/plans/2026-11-01-old#2' });
    expect(judge([{ id: earlier, digest: task.digest, commit: 'c1' }], undefined, [task, still])).toEqual({
      kind: 'never',
    });
  });
  it('does not count when it was reverted', () => {
    expect(judge([{ id: earlier, digest: task.digest, commit: 'c1', reverted: true }])).toEqual({
      kind: 'never',
    });
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
});
