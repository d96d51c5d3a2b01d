import { describe, expect, it } from 'vitest';
import { endUnfinished, type Unfinished } from '../../../src/daemon/run/end-unfinished.ts';
import { makeRecord } from '../../support/world.ts';
import { makeRunScene, SCENE_AT } from '../../support/run-scene.ts';

const id = 'docs/plans/2026-11-20-tea#1';
const digest = 'sha256:1';
const conversation = { id: 'thread-1', totals: { inputTokens: 7 } };
const failed: Unfinished & { kind: 'backend-failed' } = {
  kind: 'backend-failed',
  failure: 'overloaded',
  message: 'no capacity',
  fallback: 'gemini',
  proceed: true,
};

describe('a limit, or a cap that is reached', () => {
  it.each(['limited', 'over-budget'] as const)('%s: no attempt, and the reason is its own', async (kind) => {
    const { job, remembered, events, done } = await makeRunScene({ run: { conversation } });
    const reason = { code: 'rate-limited', message: 'codex: until noon', until: SCENE_AT } as const;
    await endUnfinished(job, { kind, reason });
    expect(await remembered()).toEqual(
      makeRecord({ lastRun: 'run-1', unfinished: { digest, run: 'run-1', backend: 'codex', conversation } }),
    );
    expect(job.run.data.outcome).toEqual({ kind: 'requeued', reason });
    expect(events.map(({ message }) => message)).toEqual([`${id}: not done yet: codex: until noon`]);
    expect(done).toEqual(['kept the work of run-1', 'gave the work tree back']);
  });

  it('goes on with the conversation as it was told last', async () => {
    const { job, remembered } = await makeRunScene({ run: { conversation, workspace: '/tree' } });
    const later = { id: 'thread-1', totals: { inputTokens: 70 } };
    const reason = { code: 'budget', message: 'enough' } as const;
    await endUnfinished(job, { kind: 'over-budget', reason, conversation: later });
    expect((await remembered()).unfinished).toEqual({
      digest,
      run: 'run-1',
      backend: 'codex',
      conversation: later,
      workspace: '/tree',
    });
  });

  it('forgets the conversation of an earlier run where there is none', async () => {
    const scene = await makeRunScene();
    await scene.remember({ unfinished: { digest, run: 'run-0', backend: 'codex', conversation } });
    await endUnfinished(scene.job, { kind: 'limited', reason: { code: 'rate-limited', message: 'later' } });
    expect((await scene.remembered()).unfinished).toBeUndefined();
  });
});

describe('a question', () => {
  it('is an attempt, and waits for its answer', async () => {
    const { job, remembered } = await makeRunScene();
    const asks = { case: 'ambiguous', question: 'Which one?', options: ['this', 'that'] };
    await endUnfinished(job, { kind: 'asks', ...asks });
    expect(await remembered()).toMatchObject({ attempts: 1, question: { digest, run: 'run-1', ...asks } });
    expect(job.run.data.outcome).toMatchObject({
      reason: { code: 'clarification', message: 'Which one?' },
    });
  });
});

describe('a backend that failed', () => {
  it('waits for a person, with all that they need to know', async () => {
    const { job, remembered, events } = await makeRunScene({ usable: ['gemini'], run: { conversation } });
    await endUnfinished(job, { ...failed, proceed: false, action: 'wait' });
    const known = await remembered();
    expect(known).toMatchObject({
      attempts: 1,
      approval: {
        digest,
        run: 'run-1',
        backend: 'codex',
        failure: 'overloaded',
        message: 'no capacity',
        action: 'wait',
        fallback: 'gemini',
      },
    });
    expect(known.fallback).toBeUndefined();
    // What the run has told earlier is not what its failure leaves to go on with.
    expect(known.unfinished).toBeUndefined();
    expect(job.run.data.outcome).toEqual({
      kind: 'requeued',
      reason: { code: 'approval', message: 'codex failed (overloaded): no capacity' },
    });
    expect(events.map(({ type }) => type)).toEqual(['run:ended', 'issue:failed']);
  });

  it('says nothing of a way out or a fallback where there is none', async () => {
    const { job, remembered } = await makeRunScene();
    await endUnfinished(job, { kind: 'backend-failed', failure: 'other', message: 'odd', proceed: true });
    const approval = { digest, run: 'run-1', backend: 'codex', failure: 'other', message: 'odd' };
    expect((await remembered()).approval).toEqual(approval);
  });

  it('keeps the conversation that it ends with', async () => {
    const { job, remembered } = await makeRunScene();
    await endUnfinished(job, { ...failed, proceed: false, conversation });
    expect((await remembered()).unfinished?.conversation).toEqual(conversation);
  });

  it('gives way to the fallback that the settings allow, and says so', async () => {
    const { job, remembered, events } = await makeRunScene({ usable: ['gemini'] });
    await endUnfinished(job, failed);
    const known = await remembered();
    expect(known.fallback).toEqual({ digest, backend: 'gemini', at: SCENE_AT });
    expect(known.approval).toBeUndefined();
    expect(known.attempts).toBe(1);
    expect(events.map(({ type, message }) => `${type} ${message}`)).toEqual([
      `run:warning ${id}: codex failed (overloaded): no capacity; gemini takes over, as the settings allow`,
      `run:ended ${id}: not done yet: codex failed (overloaded): no capacity`,
    ]);
  });

  it('does not give way to one that cannot be asked', async () => {
    const { job, remembered } = await makeRunScene({ usable: [] });
    await endUnfinished(job, failed);
    expect((await remembered()).approval?.fallback).toBe('gemini');
  });

  it('gives way once: two would fall back to each other for ever', async () => {
    const { job, remembered } = await makeRunScene({ usable: ['gemini'] });
    job.record = makeRecord({ fallback: { digest, backend: 'codex', at: SCENE_AT } });
    await endUnfinished(job, failed);
    expect((await remembered()).approval?.backend).toBe('codex');
  });

  it('gives way again once the task means something else', async () => {
    const { job, remembered } = await makeRunScene({ usable: ['gemini'] });
    job.record = makeRecord({ fallback: { digest: 'sha256:before', backend: 'codex', at: SCENE_AT } });
    await endUnfinished(job, failed);
    expect((await remembered()).fallback?.backend).toBe('gemini');
  });

  it.each([
    [['gemini'], { attempts: 1, fallback: { digest, backend: 'gemini', at: SCENE_AT } }],
    [[], { attempts: 0 }],
  ])('by a limit only waits, unless somebody may take over: %j', async (usable, expected) => {
    const { job, remembered } = await makeRunScene({ usable });
    await endUnfinished(job, { ...failed, failure: 'rate-limited' });
    expect(await remembered()).toEqual(makeRecord({ lastRun: 'run-1', ...expected }));
    expect(job.run.data.outcome).toMatchObject({
      reason: { code: 'rate-limited', message: 'codex: no capacity' },
    });
  });
});
