import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../src/tasks/reason.ts';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { ActiveRun, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const reviewing = { step: 'reviewing', busy: false, reviewer: 'codex' } as const;
const limited: Reason = { code: 'rate-limited', message: 'used up', until: '2026-11-20T13:00:00Z' };
const batched: Reason = { code: 'blocked-by', message: 'with the others' };
const batch = makeTask('1').artifactPath;

function decide(runs: Partial<ActiveRun>[], world: Partial<World> = {}): ReturnType<typeof reconcile> {
  const tasks = [...runs, undefined].map((change, index) => {
    const task = makeTask(`${index + 1}`);
    return makeFacts(task, change === undefined ? {} : { run: makeRun(task, change) });
  });
  return reconcile(makeWorld(tasks, { maxRuns: 4, ...world }));
}

const dispatched = { type: 'dispatch', taskId: 'docs/plans/2026-11-20-tea#3' };
const resumed = (key: string): object => ({ type: 'resume', runId: `run-${key}` });

describe('a run whose work waits for a verdict', () => {
  it('is left alone as long as something holds its review', () => {
    const { actions, verdicts } = decide([{ ...reviewing, waiting: limited }], { maxRuns: 0 });
    expect(actions).toEqual([]);
    expect(verdicts[0]).toMatchObject({ status: 'waiting', reason: limited });
  });

  it('goes on when nothing does; one goes first to a reviewer whose limit may be lifted', () => {
    const two = [reviewing, reviewing];
    expect(decide(two).actions).toEqual([resumed('1'), resumed('2'), dispatched]);
    expect(decide(two, { onProbation: new Set(['codex']) }).actions).toEqual([resumed('1'), dispatched]);
    const busy = { step: 'reviewing', reviewer: 'codex' } as const;
    expect(decide([busy, reviewing], { onProbation: new Set(['codex']) }).actions).toEqual([dispatched]);
  });
});

describe('work that is reviewed in batches', () => {
  const ready = { ...reviewing, batch, waiting: batched };

  it('waits for the other runs of its artifact, and no task joins it', () => {
    const { actions, verdicts } = decide([ready, { batch }]);
    expect(actions).toEqual([]);
    expect(verdicts[0]).toMatchObject({ status: 'pending', reason: batched });
    expect(decide([ready, { step: 'reviewing', reviewer: 'codex', batch }]).actions).toEqual([]);
  });

  it('is reviewed by the first for all', () => {
    expect(decide([ready, ready]).actions).toEqual([{ ...resumed('1'), together: ['run-2'] }]);
    expect(decide([ready, {}]).actions).toEqual([resumed('1')]);
  });

  it('waits for what holds one of them', () => {
    expect(decide([ready, { ...ready, waiting: limited }]).actions).toEqual([]);
  });

  it('goes on once it has its verdict, and makes room for the next batch', () => {
    const over = { step: 'reviewing', busy: false } as const;
    expect(decide([over, over]).actions).toEqual([resumed('1'), resumed('2'), dispatched]);
  });
});

describe('work that is done on what was taken back', () => {
  const path = batch;
  const stands = (how: NonNullable<ActiveRun['artifact']>['stands']) => ({ artifact: { path, stands: how } });

  it.each(['draft', 'blocked', 'rejected', 'gone'] as const)('does not go on: %s', (how) => {
    for (const step of ['verifying', 'reviewing', 'committing', 'landing'] as const) {
      const { actions, verdicts } = decide([{ step, busy: false, ...stands(how) }], { maxRuns: 0 });
      expect(actions).toEqual([{ type: 'requeue', runId: 'run-1', reason: verdicts[0]?.reason }]);
      expect(verdicts[0]).toMatchObject({ status: 'waiting', reason: { code: 'approval' } });
      expect(verdicts[0]?.reason?.message).toContain(path);
    }
  });

  it('does not go on: revoked, and waits for trust', () => {
    const [verdict] = decide([{ step: 'landing', busy: false, ...stands('revoked') }], {
      maxRuns: 0,
    }).verdicts;
    expect(verdict?.reason).toMatchObject({ code: 'not-admitted', action: `planex trust ${path}` });
  });

  it('goes on where the Status lets it, and where nothing can be told', () => {
    for (const more of [{}, ...(['none', 'approved', 'in-progress', 'complete'] as const).map(stands)]) {
      expect(decide([{ step: 'landing', busy: false, ...more }], { maxRuns: 0 }).actions).toEqual([
        resumed('1'),
      ]);
    }
  });

  it('is left to whoever is at it; work that is not done goes back into the queue as ever', () => {
    expect(decide([{ step: 'landing', ...stands('draft') }], { maxRuns: 0 }).actions).toEqual([]);
    const cutOff = { step: 'executing', busy: false, ...stands('draft') } as const;
    expect(decide([cutOff], { maxRuns: 0 }).actions).toEqual([resumed('1')]);
  });
});
