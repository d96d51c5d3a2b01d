import { expect, it } from 'vitest';
import { lookAhead } from '../../../src/tasks/outlook.ts';
import type { Reason } from '../../../src/tasks/reason.ts';
import { reconcile, type Verdict } from '../../../src/tasks/reconcile.ts';
import type { ActiveRun, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const failed: Reason = {
  code: 'approval',
  message: 'its work is verified, but codex could not review it',
  backend: 'codex',
  action: 'retry; or approve',
};
const limited: Reason = { code: 'rate-limited', message: 'used up', until: '2026-11-20T13:00:00Z' };
const together: Reason = { code: 'blocked-by', message: 'with the others' };
const [first, mate, after, free] = [
  makeTask('1'),
  makeTask('2'),
  makeTask('3', { after: [makeTask('2').id] }),
  makeTask('4'),
];
const same = makeTask('2', { id: 'docs/plans/other#1', artifactPath: 'docs/plans/other.md' });
const batch = first.artifactPath;
const asking = { step: 'reviewing', busy: false, reviewer: 'codex', batch } as const;
const ready = { ...asking, waiting: together } as const;
const held = { ...asking, waiting: failed } as const;

/** A batch of two: what comes after the second, what would begin behind both, and another plan on the files of the second. */
function makeBatch(one: Partial<ActiveRun>, other: Partial<ActiveRun> = ready): World {
  return makeWorld([
    makeFacts(first, { run: makeRun(first, one) }),
    makeFacts(mate, { run: makeRun(mate, other) }),
    ...[after, free, same].map((task) => makeFacts(task)),
  ]);
}

const standings = (verdicts: Verdict[]): string[] =>
  verdicts.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason.code}`));

it('work of a batch of which one waits for a person is blocked by that, and so is all behind it', () => {
  const world = makeBatch(held);
  const { verdicts, actions } = reconcile(world);
  expect(standings(verdicts)).toEqual(['waiting: approval', ...Array(4).fill('blocked: blocked-by')]);
  const message = `${first.id} holds up what is reviewed together with it, and what begins after that: ${failed.message}`;
  const { action } = failed;
  for (const { reason } of verdicts.slice(1, 4))
    expect(reason).toEqual({ code: 'blocked-by', message, action });
  expect(verdicts[4]?.reason).toEqual({
    code: 'blocked-by',
    message: `${mate.id} changes 2.txt too, and its finished work waits: ${message}`,
    action,
  });
  expect(actions).toEqual([]);
  expect(lookAhead(world, { verdicts, actions }).wouldFollow).toEqual([]);
});

it('so is work that is to be reviewed and was cut off, or asked for again: nobody takes it up', () => {
  expect(standings(reconcile(makeBatch(held, asking)).verdicts)[1]).toBe('blocked: blocked-by');
});

it('where the task that waits is in its plan no more, it is said that no command finds it', () => {
  const world = makeBatch(held);
  const left = { ...world, tasks: world.tasks.slice(1) };
  expect(reconcile(left).verdicts[0]?.reason?.action).toBe(
    `put the task back into ${batch}, then retry; or approve`,
  );
  // Of a plan that cannot be read at present nobody knows that.
  const unread = { ...world, tasks: world.tasks.filter(({ task }) => task.artifactPath !== batch) };
  expect(reconcile(unread).verdicts[0]?.reason?.action).toBe(failed.action);
});

it.each<[string, Partial<ActiveRun>]>([
  ['waits for a time', { ...asking, waiting: limited }],
  ['is still at work', { step: 'executing', batch }],
  ['is cancelled', { ...held, artifact: { path: batch, stands: 'cancelled' } }],
])('a batch of which one %s goes on by itself', (_, change) => {
  const { verdicts } = reconcile(makeBatch(change));
  expect(verdicts[1]).toMatchObject({ status: 'pending', reason: together });
  expect(verdicts[2]?.status).toBe('pending');
  expect(verdicts[3]).toEqual({ taskId: free.id, status: 'pending' });
});

it('nothing is said to follow on work whose batch waits for a time', () => {
  const world = makeBatch({ ...asking, waiting: limited });
  expect(lookAhead(world, reconcile(world)).wouldFollow).toEqual([]);
});
