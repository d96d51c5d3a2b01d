import { expect, it } from 'vitest';
import { judgeAgentRun } from '../../../src/compose/calls/judge-agent-run.ts';
import type { AgentOutcome } from '../../../src/executors/agents/agent.ts';
import type { ProcessExit } from '../../../src/executors/process-exit.ts';
import type { RoutedFallback } from '../../../src/routing/route.ts';
import type { Reason } from '../../../src/tasks/reason.ts';

const exited: ProcessExit = { kind: 'exited', code: 1, durationMs: 1, leftovers: 0, survivors: 0 };
const stopped: ProcessExit = { kind: 'stopped', durationMs: 1, leftovers: 0, survivors: 0 };
const conversation = { id: 'c', totals: {} };
const told = { answer: '', usage: {}, conversation };
const failed = (failure: Extract<AgentOutcome, { kind: 'failed' }>['failure'], more = {}): AgentOutcome => ({
  ...told,
  kind: 'failed',
  failure,
  message: 'so it says',
  ...more,
});
const asked: RoutedFallback = { backend: 'claude', approval: 'needed', after: 'any-failure' };
const standing: RoutedFallback = {
  backend: 'codex',
  approval: 'standing',
  approvedBy: 'a variable',
  after: 'first-rate-limit',
};
const closed = { fallback: asked, failClosed: true };

it('an answer is none of its business', () => {
  expect(
    judgeAgentRun('codex', { report: { ...told, kind: 'answered' }, exit: exited }, closed),
  ).toBeUndefined();
});

it('a rate limit is a wait and no failure', () => {
  const report = failed('rate-limited', { resetAt: '2026-11-20T12:00:00.000Z' });
  expect(judgeAgentRun('codex', { report, exit: exited }, closed)).toEqual({
    kind: 'limited',
    reason: { code: 'rate-limited', message: 'codex: so it says', until: '2026-11-20T12:00:00.000Z' },
    conversation,
  });
});

it('the one fallback that was approved beforehand takes over at a rate limit, and at nothing else', () => {
  const policy = { fallback: standing, failClosed: true };
  const limited = judgeAgentRun('gemini', { report: failed('rate-limited'), exit: exited }, policy);
  expect(limited).toMatchObject({ kind: 'backend-failed', proceed: true, fallback: 'codex' });
  const other = judgeAgentRun('gemini', { report: failed('auth'), exit: exited }, policy);
  expect(other).toMatchObject({ kind: 'backend-failed', proceed: false, fallback: 'codex' });
});

it.each([
  ['a person is asked', closed, { proceed: false, fallback: 'claude' }],
  ['unless the settings allow it', { fallback: asked, failClosed: false }, { proceed: true }],
  ['and there is somebody to take over', { fallback: undefined, failClosed: false }, { proceed: false }],
])('after a failure %s', (_name, policy, outcome) => {
  const judged = judgeAgentRun('codex', { report: failed('auth'), exit: exited }, policy);
  expect(judged).toMatchObject({ kind: 'backend-failed', failure: 'auth', ...outcome });
});

it.each(['context-overflow', 'conversation-lost', 'missing'] as const)(
  'nothing is left to go on with after %s',
  (failure) => {
    expect(judgeAgentRun('codex', { report: failed(failure), exit: exited }, closed)).not.toHaveProperty(
      'conversation',
    );
  },
);

it('what planex stopped was stopped, or reached a cap, or could not be counted', () => {
  const report = failed('cut-off');
  const judge = (held?: Reason): unknown =>
    judgeAgentRun('codex', { report, exit: stopped, ...(held === undefined ? {} : { held }) }, closed);
  expect(judge()).toEqual({ kind: 'stopped' });
  const budget: Reason = { code: 'budget', message: 'enough' };
  expect(judge(budget)).toEqual({ kind: 'over-budget', reason: budget, conversation });
  const disk: Reason = { code: 'internal', message: 'the disk is full' };
  expect(judge(disk)).toEqual({ kind: 'failed', reason: disk });
});

it('what could not be ended is a failure, whatever was answered', () => {
  const exit: ProcessExit = { ...exited, survivors: 1 };
  expect(judgeAgentRun('codex', { report: { ...told, kind: 'answered' }, exit }, closed)).toMatchObject({
    kind: 'failed',
    reason: { code: 'internal' },
  });
});
