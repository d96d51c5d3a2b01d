import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { createArtifactCatalogue } from '../../../src/daemon/look/artifact-catalogue.ts';
import { findOccurrence, withOccurrence } from '../../../src/daemon/look/recurring.ts';
import { createLandingJudge } from '../../../src/daemon/look/judge-landed.ts';
import { endFailed, endLanded } from '../../../src/daemon/run/end-run.ts';
import type { HistoryView } from '../../../src/daemon/repository.ts';
import type { TaskRecord } from '../../../src/tasks/task-record.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { makeRunScene, SCENE_AT } from '../../support/run-scene.ts';
import { planText } from '../../support/plan.ts';
import { makeRecord, makeTask } from '../../support/world.ts';

const PATH = 'docs/plans/weekly.md';
const every = { [PATH]: '0 6 * * 1' };
const bytes = Buffer.from(planText([{}]).replace('[ ]', '[x]'));
const [entry] = createArtifactCatalogue().read([{ path: PATH, bytes, digest: digestBytes(bytes) }]);
const [task] = entry?.tasks ?? [];
if (entry === undefined || task === undefined) throw new Error('the plan has no task');

it('an artifact that does not recur stays as it is', () => {
  expect(withOccurrence(entry, {}, {})).toBe(entry);
  expect(findOccurrence(task, {}, {})).toBeUndefined();
});

it('waits until it is due for the first time', () => {
  expect(findOccurrence(task, every, {})).toMatchObject({ code: 'paused' });
  expect(findOccurrence(task, every, { [PATH]: '2026-11-16T06:00:00Z' })).toBeUndefined();
});

it('is a new task at each due time, whatever was ticked, and the same one until the next', () => {
  const digest = (due: string) => withOccurrence(entry, every, { [PATH]: due }).tasks[0]?.digest;
  expect(digest('2026-11-16')).toBe(digest('2026-11-16'));
  expect(digest('2026-11-16')).not.toBe(digest('2026-11-23'));
  expect(withOccurrence(entry, every, { [PATH]: '2026-11-16' }).tasks[0]?.boxes).toEqual([]);
});

it.each<[string, Partial<TaskRecord>, string]>([
  ['its latest work was reverted', {}, 'removed'],
  ['that was of another text', { landed: [{ ...made('then'), textDigest: 'other' }] }, 'changed'],
  ['that was retried since', { retry: { digest: 'text', forgets: ['then'] } }, 'changed'],
  ['another text was retried', { retry: { digest: 'other', forgets: ['then'] } }, 'removed'],
  ['it is gone from the history', { landed: [made('gone')] }, 'removed'],
  ['it landed again since, and stands', { landed: [made('then'), made('since')] }, 'changed'],
])('at its next time, where %s, what was taken back is told by the text', (_, more, kind) => {
  const recurs = makeTask('1', { digest: 'now', textDigest: 'text' });
  const record = makeRecord({ landed: [made('then')], ...more });
  const view = (digest: string) =>
    ['then', 'since']
      .filter((commit) => commit === digest)
      .map((commit) => ({ commit, taskId: recurs.id, reverted: commit === 'then' }));
  const history: HistoryView = {
    complete: true,
    find: (_id, digest) => view(digest),
    findByDigest: (digest) => view(digest).map((commit) => ({ taskId: recurs.id, commit })),
    listStanding: () => [],
    listNamed: () => [],
    knows: () => true,
  };
  const records = new Map([[recurs.artifactPath, { tasks: { [recurs.key]: record } }]]);
  const judge = (task: Task) => createLandingJudge({ history, present: [task], records }).judge(task);
  expect(judge(recurs).kind).toBe(kind);
  const standsSince = record.landed.at(-1)?.commit === 'since';
  expect(judge(makeTask('1', { digest: 'text' })).kind).toBe(standsSince ? 'landed' : kind);
});

/** A landing at another due time, by its commit. */
function made(commit: string): TaskRecord['landed'][number] {
  return { digest: commit, textDigest: 'text', commit, run: commit };
}

it.each([
  ['of a plan that recurs', { textDigest: 'sha256:text' }, []],
  ['of another', {}, [SCENE_AT]],
])('a run %s is remembered for what never comes to rest, or is not', async (_, run, runs) => {
  const landed = await makeRunScene({ run });
  await endLanded(landed.job, 'c1');
  expect((await landed.remembered()).recentRuns ?? []).toEqual(runs);
  const failed = await makeRunScene({ run });
  await endFailed(failed.job, { code: 'internal', message: 'no' });
  expect((await failed.remembered()).recentRuns ?? []).toEqual(runs);
});
