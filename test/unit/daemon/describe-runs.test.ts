import { describe, expect, it } from 'vitest';
import { describeRuns, type RunSources } from '../../../src/daemon/look/describe-runs.ts';
import type { CatalogueEntry } from '../../../src/daemon/look/artifact-catalogue.ts';
import type { PlanStatus } from '../../../src/artifacts/artifact.ts';
import { artifactRecordSchema } from '../../../src/tasks/task-record.ts';
import { makeRecord, makeTask } from '../../support/world.ts';
import type { DaemonSettings } from '../../../src/daemon/ports.ts';
import { addCallLine, type CallTotals, NO_CALLS } from '../../../src/tasks/call-totals.ts';
import type { RunRecord } from '../../../src/tasks/run-record.ts';
import type { ActiveRun } from '../../../src/tasks/world.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const at = '2026-11-20T11:00:00.000Z';
const settings: DaemonSettings = {
  maxRuns: 3,
  verifyRequired: false,
  setup: undefined,
  ownBranches: false,
  keepRunsMs: 0,
  caps: { task: { calls: 1 }, plan: {}, day: {} },
  review: 'task',
  tolerances: { protectedPaths: [], highBlastRadius: [] },
  approval: { auto: [], quietMs: 0, asksDuringRuns: false },
  notifies: false,
  recurring: {},
};
const record: RunRecord = {
  version: 1,
  runId: 'r',
  taskId: 'a#1',
  digest: 'd',
  artifactPath: 'a.md',
  artifactDigest: 'x',
  label: 'a',
  title: 'A',
  backend: 'shell',
  footprint: ['a.txt'],
  target: 'main',
  base: 'b',
  step: 'reviewing',
  startedAt: at,
  stepAt: at,
  deaths: 0,
  reviewer: 'codex',
};

const NOTHING: RunSources = {
  calls: NO_CALLS(),
  settings,
  records: new Map(),
  entries: [],
  head: { kind: 'branch', name: 'main', oid: 'b' },
  history: { find: () => [] },
  nowMs,
};

function hitLimit(resetAt: string): CallTotals {
  const totals = NO_CALLS();
  const of = { task: 'a#1', digest: 'd', artifact: 'a.md', run: 'r' };
  addCallLine(totals, { type: 'started', at, call: 'c', backend: 'codex', of });
  const end = { how: 'rate-limited', wallMs: 1, metered: true, resetAt } as const;
  addCallLine(totals, { type: 'ended', at, call: 'c', ...end });
  return totals;
}

function describeOne(change: Partial<RunRecord>, sources: Partial<RunSources> = {}): ActiveRun | undefined {
  const open = [{ record: { ...record, ...change }, busy: false }];
  return describeRuns(open, { ...NOTHING, ...sources })[0];
}

describe('a run that waits for its review', () => {
  const limited = { code: 'rate-limited', message: 'as it was' } as const;
  const budget = { code: 'budget', message: 'as it was' } as const;

  it('waits for a limit as long as that holds, and no longer', () => {
    const holds = describeOne({ waiting: limited }, { calls: hitLimit('2026-11-20T13:00:00.000Z') });
    expect(holds?.waiting).toMatchObject({ code: 'rate-limited', until: '2026-11-20T13:00:00.000Z' });
    const over = describeOne({ waiting: limited }, { calls: hitLimit('2026-11-20T11:30:00.000Z') });
    expect(over).toMatchObject({ reviewer: 'codex' });
    expect(over?.waiting).toBeUndefined();
  });

  it('waits for a cap until that is raised', () => {
    const calls = hitLimit('2026-11-20T11:30:00.000Z');
    expect(describeOne({ waiting: budget }, { calls })?.waiting?.code).toBe('budget');
    const raised = { ...settings, caps: { task: { calls: 2 }, plan: {}, day: {} } };
    expect(describeOne({ waiting: budget }, { calls, settings: raised })?.waiting).toBeUndefined();
  });

  it('stands for its batch until there is a verdict, or it was mended', () => {
    const sources = { settings: { ...settings, review: 'batch' as const } };
    expect(describeOne({}, sources)?.batch).toBe('a.md');
    expect(describeOne({ mended: true }, sources)?.batch).toBeUndefined();
    expect(describeOne({ reviews: [] }, sources)?.batch).toBeUndefined();
    expect(describeOne({ step: 'landing' }, sources)?.batch).toBeUndefined();
    expect(describeOne({})?.batch).toBeUndefined();
  });
});

it('a commit that waits to land waits for what it was told', () => {
  const waiting = { code: 'rate-limited', message: 'told' } as const;
  const { reviewer: _, ...landing } = { ...record, step: 'landing' as const, waiting };
  const open = [{ record: landing, busy: false }];
  const [run] = describeRuns(open, NOTHING);
  expect(run?.waiting).toEqual(waiting);
});

describe('how the artifact of a run stands', () => {
  const task = makeTask('1', { id: 'a#1', digest: 'd', artifactPath: 'a.md' });
  const entry = (path: string, status: PlanStatus, digest = 'd'): CatalogueEntry => ({
    path,
    digest: 'bytes',
    bytes: new Uint8Array(),
    artifact: { kind: 'plan', label: 'a', status, title: 'A' },
    diagnostics: [],
    tasks: [{ ...task, digest }],
  });
  const rememberOf = (what: object) =>
    new Map([['a.md', artifactRecordSchema.parse({ version: 1, path: 'a.md', ...what })]]);
  const BREACH = { digest: 'e', run: 'q', finished: true, limits: 'l', blocked: 'yes' } as const;
  const judge = (sources: Partial<RunSources>) => describeOne({}, sources)?.artifact;

  it('is what it says now, also after its task was changed', () => {
    expect(judge({ entries: [entry('a.md', 'draft')] })).toEqual({ path: 'a.md', stands: 'draft' });
    const changed = [entry('a.md', 'approved', 'other')];
    expect(judge({ entries: changed })).toEqual({ path: 'a.md', stands: 'approved' });
    expect(judge({ entries: [{ ...entry('a.md', 'none'), tasks: [] }] })?.stands).toBe('none');
    expect(judge({})).toEqual({ path: 'a.md', stands: 'gone' });
  });

  it('is that of the file which has its task after a rename, whoever has the name', () => {
    const renamed = entry('b.md', 'approved');
    expect(judge({ entries: [renamed] })).toEqual({ path: 'b.md', stands: 'approved' });
    const both = [entry('a.md', 'draft', 'new'), renamed];
    expect(judge({ entries: both })).toEqual({ path: 'b.md', stands: 'approved' });
  });

  it('is that it was rejected, while it does not run by its Status or is what was rejected, also where its work is an answer', () => {
    const records = rememberOf({ rejected: { digest: 'x', at } });
    const of = (status: PlanStatus) => judge({ entries: [entry('a.md', status)], records })?.stands;
    expect([of('none'), of('draft'), of('approved')]).toEqual(['rejected', 'rejected', 'approved']);
    const same = rememberOf({ rejected: { digest: 'bytes', at } });
    expect(judge({ entries: [entry('a.md', 'approved')], records: same })?.stands).toBe('rejected');
    const ofAnswer = (sources: Partial<RunSources>) =>
      describeOne({ answered: true }, sources)?.artifact?.stands;
    expect(ofAnswer({ entries: [entry('a.md', 'approved')], records: same })).toBe('rejected');
    expect([ofAnswer({}), ofAnswer({ entries: [entry('a.md', 'draft')] })]).toEqual([undefined, undefined]);
    expect(ofAnswer({ records: rememberOf({ proposed: true }) })).toBe('revoked');
  });

  it('is that it was cancelled: what it is of, or this very run, also where its work is an answer', () => {
    const of = (cancelled: object, change: Partial<RunRecord> = {}) => {
      const records = rememberOf({
        tasks: { 1: makeRecord({ cancelled: { digest: 'e', at, ...cancelled } }) },
      });
      return describeOne(change, { entries: [entry('a.md', 'approved')], records })?.artifact?.stands;
    };
    expect([of({}), of({ digest: 'd' }), of({ runs: ['r'] }), of({ runs: ['q'] })]).toEqual([
      'approved',
      'cancelled',
      'cancelled',
      'approved',
    ]);
    expect([of({}, { answered: true }), of({ runs: ['r'] }, { answered: true })]).toEqual([
      undefined,
      'cancelled',
    ]);
  });

  it('is that its trust was taken back, also in another branch; not where some of it is admitted', () => {
    const records = rememberOf({ proposed: true });
    const head = { kind: 'branch', name: 'side', oid: 'c' } as const;
    expect(judge({ records, head })).toEqual({ path: 'a.md', stands: 'revoked' });
    const again = rememberOf({ proposed: true, admitted: [{ digest: 'x', how: 'trust', at }] });
    expect(judge({ records: again, head })).toBeUndefined();
    expect(judge({ records: rememberOf({}), head })).toBeUndefined();
  });

  it('is not told by a BLOCKED of planex, in another branch, or of what has landed', () => {
    const entries = [entry('a.md', 'blocked')];
    expect(judge({ entries })?.stands).toBe('blocked');
    const tasks = { 2: makeRecord({ breach: { ...BREACH, violations: [], before: [] } }) };
    expect(judge({ entries, records: rememberOf({ tasks }) })).toBeUndefined();
    const elsewhere = { kind: 'branch', name: 'side', oid: 'c' } as const;
    expect(judge({ head: elsewhere })).toBeUndefined();
    expect(judge({ head: { kind: 'detached', oid: 'c' } })).toBeUndefined();
    expect(judge({ head: elsewhere, settings: { ...settings, ownBranches: true } })?.stands).toBe('gone');
    const find = () => [{ commit: 'c', taskId: 'a#1', reverted: false, runId: 'r' }];
    expect(judge({ history: { find } })).toBeUndefined();
  });
});
