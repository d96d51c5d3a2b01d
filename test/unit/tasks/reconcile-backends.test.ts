import { expect, it } from 'vitest';
import type { Reason } from '../../../src/tasks/reason.ts';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { TaskFacts, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRecord, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const task = makeTask('1');
const limit: Reason = { code: 'rate-limited', message: 'used up', until: '2026-11-20T13:00:00Z' };
const budget: Reason = { code: 'budget', message: 'spent' };
const approval = {
  digest: task.digest,
  run: 'r',
  backend: 'codex',
  failure: 'auth',
  message: 'no',
} as const;
const question = { digest: task.digest, run: 'r', case: 'unbounded', question: 'Which?', options: [] };

it.each<[string, Partial<TaskFacts>, string]>([
  ['its backend has hit a limit', { backend: { name: 'codex', limit } }, 'rate-limited'],
  ['a cap is reached', { budget, backend: { name: 'codex', limit } }, 'budget'],
  ['its backend has failed', { record: makeRecord({ approval }), budget }, 'approval'],
  ['its executor asks', { record: makeRecord({ question }), budget }, 'clarification'],
  [
    'its backend is missing',
    { backend: { name: 'x', problem: { ...budget, code: 'backend-missing' } } },
    'backend-missing',
  ],
])('a task waits, and is not sent out, when %s', (_name, facts, code) => {
  const { verdicts, actions } = reconcile(makeWorld([makeFacts(task, facts)]));
  expect(verdicts[0]).toMatchObject({ status: 'waiting', reason: { code } });
  expect(actions).toEqual([]);
});

function dispatched(tasks: TaskFacts[], world: Partial<World>): string[] {
  const { actions } = reconcile(makeWorld(tasks, world));
  return actions.flatMap((action) => (action.type === 'dispatch' ? [action.taskId.slice(-1)] : []));
}

it('one task goes first to a backend whose limit may be lifted; those of others go beside it', () => {
  const onProbation = new Set(['codex']);
  const [first, second, third] = ['codex', 'codex+gemini', 'gemini'].map((name, index) =>
    makeFacts(makeTask(`${index + 1}`), { backend: { name } }),
  );
  if (first === undefined || second === undefined || third === undefined) throw new Error('three tasks');
  expect(dispatched([first, second, third], { onProbation })).toEqual(['1', '3']);
  expect(dispatched([second, first], { onProbation })).toEqual(['2']);
  const busy = makeFacts(first.task, { run: makeRun(first.task, { backend: 'codex' }) });
  expect(dispatched([busy, second], { onProbation })).toEqual([]);
  const lands = makeRun(first.task, { backend: 'codex', busy: false, step: 'landing', waiting: budget });
  expect(dispatched([makeFacts(first.task, { run: lands }), second], { onProbation })).toEqual(['2']);
});
