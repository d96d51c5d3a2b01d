import { describe, expect, it } from 'vitest';
import {
  failUnreviewed,
  findUnreviewed,
  passUnreviewed,
  reviewAgain,
} from '../../../src/daemon/operations/settle-review.ts';
import { makeRunScene } from '../../support/run-scene.ts';
import { makeRun } from '../../support/world.ts';

const waiting = { code: 'approval', message: 'nobody could review it' } as const;
const unreviewed = { step: 'reviewing', waiting, patch: 'sha256:patch', reviewer: 'gemini' } as const;

describe('the run that waits for a word on its review', () => {
  it('is the one of the task', async () => {
    const scene = await makeRunScene({ run: unreviewed });
    const run = makeRun(scene.job.task, { runId: 'run-1', step: 'reviewing', busy: false, waiting });
    const found = await findUnreviewed(scene.ports, await scene.facts({ run }));
    expect(found?.data.runId).toBe('run-1');
  });

  const ready = { runId: 'run-1', step: 'reviewing', busy: false, waiting } as const;
  const { waiting: _waiting, ...withoutReason } = ready;
  it.each([
    ['another step', { ...ready, step: 'landing' as const }],
    ['a review under way', { ...ready, busy: true }],
    ['another reason', { ...ready, waiting: { code: 'rate-limited' as const, message: 'later' } }],
    ['no reason', withoutReason],
    ['a run without a record', { ...ready, runId: 'run-2' }],
  ])('is none for %s', async (_name, change) => {
    const scene = await makeRunScene({ run: unreviewed });
    const run = makeRun(scene.job.task, change);
    expect(await findUnreviewed(scene.ports, await scene.facts({ run }))).toBeUndefined();
  });

  it('is none for a task that does not run', async () => {
    const scene = await makeRunScene({ run: unreviewed });
    expect(await findUnreviewed(scene.ports, await scene.facts())).toBeUndefined();
  });
});

it('to be reviewed again waits no more and keeps all else', async () => {
  const { job } = await makeRunScene({ run: unreviewed });
  await reviewAgain(job.run);
  expect(job.run.data).toMatchObject({ step: 'reviewing', patch: 'sha256:patch', reviewer: 'gemini' });
  expect(job.run.data.waiting).toBeUndefined();
});

describe('a word that lets it land', () => {
  it('counts for the patch that was verified, beside what was said before', async () => {
    const before = {
      digest: 'sha256:old',
      verdict: 'needs-attention' as const,
      findings: [],
      by: 'gemini',
    };
    const { job } = await makeRunScene({ run: { ...unreviewed, reviews: [before] } });
    await passUnreviewed(job.run);
    expect(job.run.data.reviews).toEqual([
      before,
      { digest: 'sha256:patch', verdict: 'approve', findings: [], by: 'you' },
    ]);
    expect(job.run.data.waiting).toBeUndefined();
    expect(job.run.data.reviewer).toBeUndefined();
  });

  it('is no word on nothing', async () => {
    const { job } = await makeRunScene({ run: { step: 'reviewing', waiting } });
    await expect(passUnreviewed(job.run)).rejects.toThrow('run run-1 waits for a review of nothing');
    expect(job.run.data).toMatchObject({ waiting });
    expect(job.run.data.reviews).toBeUndefined();
  });
});

describe('work that is given up unreviewed', () => {
  it.each([
    [undefined, unreviewed, 'nobody could review it; rejected'],
    ['wrong way', unreviewed, 'nobody could review it; rejected (wrong way)'],
    [undefined, { step: 'reviewing' as const }, 'it was not reviewed; rejected'],
  ])('fails its task and is kept; because: %s', async (why, record, message) => {
    const scene = await makeRunScene({ run: record });
    await failUnreviewed(scene.ports, scene.job.run, why);
    const reason = { code: 'approval', message, action: 'the work is kept at refs/planex/runs/run-1' };
    expect(scene.job.run.data.outcome).toEqual({ kind: 'failed', reason });
    expect(await scene.remembered()).toMatchObject({ attempts: 1, failure: { run: 'run-1', reason } });
    expect(scene.done).toEqual(['kept the work of run-1', 'gave the work tree back']);
    expect(scene.events.map(({ type }) => type)).toEqual(['run:ended', 'issue:failed']);
  });
});
