import { expect, it } from 'vitest';
import { findObstruction } from '../../../src/tasks/find-obstruction.ts';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { ActiveRun } from '../../../src/tasks/world.ts';
import { makeFacts, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const first = makeTask('1', { files: [{ kind: 'modify', path: 'a.txt' }] });
const same = makeTask('2', { files: [{ kind: 'modify', path: 'a.txt' }] });
const dirt = {
  code: 'dirty-paths',
  message: 'you have uncommitted work in b.txt',
  action: 'commit',
} as const;
const held = (change: Partial<ActiveRun> = {}): ActiveRun =>
  makeRun(first, { step: 'landing', busy: false, takenUp: 'later', waiting: dirt, ...change });
const find = (run: ActiveRun, task = same) => findObstruction(task, { runs: [run], tasks: [] });

it('finished work that waits for a person holds back what would change the same files, and says for what', () => {
  const message = `${first.id} changes a.txt too, and its finished work waits: you have uncommitted work in b.txt`;
  expect(find(held())).toEqual({ code: 'blocked-by', message, action: 'commit' });
  expect(find(held(), makeTask('3'))).toBeUndefined();
  expect(find(held(), first)).toBeUndefined();
  expect(find(held(), makeTask('3', { files: [] }))?.message).toContain('(this task names none)');
  expect(find(held({ footprint: 'everything' }))?.message).toContain('(it names none)');
});

it.each<[string, Partial<ActiveRun>]>([
  ['is tried now', { takenUp: 'next' }],
  ['waits for a time', { waiting: { ...dirt, until: '2026-11-20T13:00:00.000Z' } }],
  ['waits for its batch', { step: 'reviewing', waiting: { code: 'blocked-by', message: 'together' } }],
  ['is taken back', { artifact: { path: first.artifactPath, stands: 'draft' } }],
])('a run that %s does not: it passes by itself', (_, change) => {
  expect(find(held(change))).toBeUndefined();
});

it('what comes after a task that is held back so is blocked too, and nothing of either is started', () => {
  const last = makeTask('3', { after: [same.id] });
  const run = held();
  const world = makeWorld([makeFacts(first, { run }), makeFacts(same), makeFacts(last)]);
  const { verdicts, actions } = reconcile(world);
  expect(verdicts.map(({ status }) => status)).toEqual(['waiting', 'blocked', 'blocked']);
  expect(actions).toEqual([{ type: 'resume', runId: run.runId }]);
});
