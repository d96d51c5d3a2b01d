import { describe, expect, it } from 'vitest';
import { lookAhead, type Outlook } from '../../../src/tasks/outlook.ts';
import type { Reason } from '../../../src/tasks/reason.ts';
import { reconcile } from '../../../src/tasks/reconcile.ts';
import type { ActiveRun, TaskFacts, World } from '../../../src/tasks/world.ts';
import { makeFacts, makeRun, makeTask, makeWorld } from '../../support/world.ts';

const DIRTY: Reason = { code: 'dirty-paths', message: 'work of yours is in the way', action: 'git status' };

/** A task after those named, with a run if one is told. */
function facts(key: string, after: readonly string[] = [], run?: Partial<ActiveRun>): TaskFacts {
  const task = makeTask(key, { after: after.map((one) => makeTask(one).id) });
  return makeFacts(task, run === undefined ? {} : { run: makeRun(task, run) });
}

/** What is seen ahead, with keys in place of ids. */
function see(tasks: TaskFacts[], change: Partial<World> = {}): Record<keyof Outlook, string[]> {
  const world = makeWorld(tasks, change);
  const { wouldEnd, wouldFollow, wouldStart, wouldTakeUp } = lookAhead(world, reconcile(world));
  const key = (id: string): string => id.slice(id.indexOf('#') + 1);
  return {
    wouldEnd: wouldEnd.map(({ task, reason }) => `${key(task)} ${reason.code}`),
    wouldTakeUp: wouldTakeUp.map(({ task, step, reason }) =>
      [key(task), step, ...(reason === undefined ? [] : [reason.code])].join(' '),
    ),
    wouldStart: wouldStart.map(key),
    wouldFollow: wouldFollow.map(key),
  };
}

const NOTHING = { wouldEnd: [], wouldTakeUp: [], wouldStart: [], wouldFollow: [] };

describe('what would be done now', () => {
  it('is to start what is ready; what comes after that, or has no room beside it, would follow', () => {
    const tasks = [facts('a'), facts('b'), facts('c', ['a']), facts('d', ['c'])];
    expect(see(tasks)).toEqual({ ...NOTHING, wouldStart: ['a', 'b'], wouldFollow: ['c', 'd'] });
    expect(see(tasks, { maxRuns: 1 })).toEqual({
      ...NOTHING,
      wouldStart: ['a'],
      wouldFollow: ['b', 'c', 'd'],
    });
  });

  it('is to take up what was cut off, and what comes after it would follow', () => {
    expect(see([facts('a', [], { busy: false }), facts('b', ['a'])])).toEqual({
      ...NOTHING,
      wouldTakeUp: ['a executing'],
      wouldFollow: ['b'],
    });
  });

  it('is to try a landing again that waits, and nothing that comes after it or touches its paths would follow', () => {
    const run: Partial<ActiveRun> = { busy: false, step: 'landing', waiting: DIRTY };
    const same = makeFacts(makeTask('b', { files: [{ kind: 'modify', path: 'a.txt' }] }));
    expect(see([facts('a', [], run), same, facts('c', ['a']), facts('d')])).toEqual({
      ...NOTHING,
      wouldTakeUp: ['a landing dirty-paths'],
      wouldStart: ['d'],
    });
  });

  it('is to have a batch reviewed together', () => {
    const batch = makeTask('a').artifactPath;
    const run: Partial<ActiveRun> = { busy: false, step: 'reviewing', reviewer: 'codex', batch };
    expect(see([facts('a', [], run), facts('b', [], run), facts('c', ['b']), facts('d')])).toEqual({
      ...NOTHING,
      wouldTakeUp: ['a reviewing', 'b reviewing'],
      wouldFollow: ['c', 'd'],
    });
  });

  it('is to go on at other steps with what is about to be taken up', () => {
    const run: Partial<ActiveRun> = { busy: false, step: 'executing', takenUp: 'next' };
    const later: Partial<ActiveRun> = { busy: false, step: 'claimed', takenUp: 'later' };
    expect(see([facts('a', [], run), facts('b', [], later)]).wouldTakeUp).toEqual([
      'a executing',
      'b claimed',
    ]);
  });

  it('nothing would follow on what is not done for another reason than what comes before it', () => {
    const limit: Reason = { code: 'rate-limited', message: 'used up', until: '2026-11-20T13:00:00Z' };
    const limited = makeFacts(makeTask('b'), { backend: { name: 'codex', limit } });
    expect(see([facts('a'), limited])).toEqual({ ...NOTHING, wouldStart: ['a'] });
    const done = makeFacts(makeTask('c'), { landed: { kind: 'landed', commit: 'c0ffee' } });
    expect(see([facts('a'), done, facts('d', ['a', 'c'])]).wouldFollow).toEqual(['d']);
  });

  it('is to end a run whose plan is not approved any more', () => {
    const artifact = { path: 'docs/plans/2026-11-20-tea.md', stands: 'rejected' } as const;
    const run: Partial<ActiveRun> = { busy: false, step: 'landing', artifact };
    const { wouldEnd, ...others } = see([facts('a', [], run), facts('b', ['a'])]);
    expect(wouldEnd).toHaveLength(1);
    expect(others).toEqual({ wouldTakeUp: [], wouldStart: [], wouldFollow: [] });
  });

  it('is nothing where all is under way, or stuck; what comes after a run would follow', () => {
    expect(see([facts('a', [], {}), facts('b', ['a'])])).toEqual({ ...NOTHING, wouldFollow: ['b'] });
    expect(see([facts('a', [], {})], { paused: true })).toEqual(NOTHING);
    expect(see([facts('a', [], { busy: false, step: 'claimed', takenUp: 'next' })])).toEqual(NOTHING);
    expect(see([facts('a', [], { busy: false, step: 'landing', hasLanded: true })])).toEqual(NOTHING);
    expect(see([facts('a'), facts('b', ['a'])], { storageHold: DIRTY })).toEqual(NOTHING);
    const held = makeFacts(makeTask('a'), {
      notAdmitted: { code: 'not-admitted', message: 'from elsewhere' },
    });
    expect(see([held, facts('b', ['a'])])).toEqual(NOTHING);
  });
});
