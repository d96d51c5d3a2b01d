import { describe, expect, test } from 'vitest';
import { daemonRecordSchema } from '../../../src/tasks/daemon-record.ts';
import { eventSchema } from '../../../src/tasks/event.ts';
import { RUN_STEPS, runRecordSchema } from '../../../src/tasks/run-record.ts';
import { artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const at = '2026-11-20T10:00:00.000Z';
const reason = { code: 'conflict', message: 'no', until: at, action: 'planex retry a#1' } as const;
const conversation = { id: 'c', totals: { inputTokens: 1 } };
const finding = { severity: 'high', title: 't', body: 'b', file: 'a.ts', lineStart: 1, lineEnd: 2 };

const run = {
  version: 1,
  runId: 'r',
  taskId: 'a#1',
  digest: 'd',
  artifactPath: 'a.md',
  artifactDigest: 'sha256:00',
  label: 'a',
  title: 'Tea',
  backend: 'codex',
  footprint: 'everything',
  target: 'main',
  base: 'abc',
  step: 'claimed',
  startedAt: at,
  stepAt: at,
  deaths: 0,
};

describe('the record of a run', () => {
  test.each<[string, object]>([
    ['with nothing more', {}],
    ['with declared paths', { footprint: ['a.ts', 'b.ts'] }],
    ['of a plan that recurs', { textDigest: 't' }],
    ['with its process and conversation', { process: { pid: 7, startTime: '9' }, conversation }],
    ['that goes on with another', { resumes: 'q', answered: true, mended: true }],
    ['that is being mended', { repairs: 1, givenBackBy: 'verification', cutShort: 1 }],
    ['that waits for its review', { patch: 'p', reviewer: 'codex', waiting: reason }],
    ['that was verified', { tests: { result: 'passed', summary: 'npm test' }, paths: ['a.ts'] }],
    ['that landed', { commit: 'c', endedAt: at, outcome: { kind: 'landed', commit: 'c' } }],
    ['that failed', { outcome: { kind: 'failed', reason } }],
    ['that was cancelled', { outcome: { kind: 'cancelled', reason } }],
    ['that went back', { outcome: { kind: 'requeued', reason } }],
  ])('%s is read as it was written', (_, more) => {
    expect(runRecordSchema.parse({ ...run, ...more })).toEqual({ ...run, ...more });
  });

  test.each(RUN_STEPS)('knows the step %s', (step) => {
    expect(runRecordSchema.parse({ ...run, step }).step).toBe(step);
  });

  test.each(['approve', 'needs-attention'])('keeps a review that says %s', (verdict) => {
    const review = { digest: 'p', verdict, findings: [], summary: 's', by: 'codex' };
    expect(runRecordSchema.parse({ ...run, reviews: [review] }).reviews).toEqual([review]);
  });

  test.each<[string, object]>([
    ['another version', { version: 2 }],
    ['a step that nobody knows', { step: 'dreaming' }],
    ['a footprint in other words', { footprint: 'some' }],
    ['tests of another kind', { tests: { result: 'maybe', summary: '' } }],
    ['an outcome without its commit', { outcome: { kind: 'landed' } }],
    ['a verdict of another kind', { reviews: [{ digest: 'p', verdict: 'fine', findings: [], by: 'x' }] }],
    [
      'a finding that says nothing',
      { reviews: [{ digest: 'p', verdict: 'approve', findings: [{ ...finding, title: 1 }], by: 'x' }] },
    ],
    ['work given back by nobody known', { givenBackBy: 'luck' }],
    ['half a process', { process: { pid: 7 } }],
    ['part of a run', { deaths: 0.5 }],
    ['a reason that is none', { waiting: { code: 'bored', message: '' } }],
  ])('%s is no run', (_, more) => {
    expect(runRecordSchema.safeParse({ ...run, ...more }).success).toBe(false);
  });
});

describe('the record of an artifact', () => {
  test('is filled up where it says nothing', () => {
    expect(artifactRecordSchema.parse({ version: 1, path: 'a.md', tasks: { 1: {} } })).toMatchObject({
      version: 1,
      path: 'a.md',
      admitted: [],
      unreported: false,
      tasks: { 1: { attempts: 0, landed: [], conflicts: 0 } },
    });
  });

  test('is read as it was written', () => {
    const task = {
      attempts: 2,
      lastRun: 'r',
      recentRuns: [at],
      failure: { digest: 'd', reason, run: 'r' },
      approval: {
        digest: 'd',
        run: 'r',
        backend: 'codex',
        failure: 'auth',
        message: 'm',
        action: 'a',
        fallback: 'f',
      },
      fallback: { digest: 'd', backend: 'claude', at },
      question: { digest: 'd', run: 'r', case: 'underspecified', question: 'q', options: ['a'] },
      unfinished: { digest: 'd', run: 'r', backend: 'codex', conversation, workspace: '/w', refused: 'no' },
      forgiven: { calls: 1, wallMs: 2, tokens: 3, costUsd: 4, unknownTokens: 5, unknownCost: 6 },
      cancelled: { digest: 'd', at },
      landed: [{ digest: 'd', commit: 'c', run: 'r', backend: 'claude', tests: 'passed' }],
      retry: { digest: 'd', forgets: ['c'] },
      deaths: { step: 'verifying', count: 2, at },
      conflicts: 1,
    };
    const admitted = ['local', 'commit', 'trust', 'tick'].map((how) => ({ digest: 'd', how, at }));
    const record = {
      version: 1,
      path: 'a.md',
      admitted,
      tasks: { 1: task },
      damaged: '/kept',
      unreported: true,
    };
    expect(artifactRecordSchema.parse(record)).toMatchObject(record);
  });

  test.each<[string, object]>([
    ['another version', { version: 2 }],
    ['bytes admitted by nobody', { admitted: [{ digest: 'd', how: 'luck', at }] }],
    [
      'a question without its options',
      { tasks: { 1: { question: { digest: 'd', run: 'r', case: 'c', question: 'q' } } } },
    ],
    [
      'a failure of no class',
      { tasks: { 1: { approval: { digest: 'd', run: 'r', backend: 'b', failure: 'x', message: '' } } } },
    ],
    ['half an attempt', { tasks: { 1: { attempts: 0.5 } } }],
    ['a retry that forgets no list', { tasks: { 1: { retry: { digest: 'd', forgets: 'c' } } } }],
    ['spend without its tokens', { tasks: { 1: { forgiven: { calls: 1 } } } }],
  ])('%s is no record', (_, more) => {
    expect(artifactRecordSchema.safeParse({ version: 1, path: 'a.md', ...more }).success).toBe(false);
  });
});

describe('the record of a repository', () => {
  test('is filled up where it says nothing, and read as it was written', () => {
    expect(daemonRecordSchema.parse({ version: 1 })).toMatchObject({
      version: 1,
      paused: null,
      recurring: {},
      admittedConfig: [],
    });
    const record = {
      version: 1,
      firstStartAt: at,
      paused: { at, cause: 'no space' },
      headMark: 'm',
      nextHeadMark: { mark: 'n', at },
      recurring: { 'a.md': at },
      admittedConfig: ['d'],
    };
    expect(daemonRecordSchema.parse(record)).toMatchObject(record);
    expect(daemonRecordSchema.safeParse({ version: 1, nextHeadMark: {} }).success).toBe(false);
    expect(daemonRecordSchema.safeParse({ version: 1, paused: {} }).success).toBe(false);
  });
});

describe('an event', () => {
  const told = { at, message: 'm' };
  const ofRun = { ...told, taskId: 'a#1', runId: 'r' };
  const ofArtifact = { ...told, artifact: 'a.md', label: 'a' };
  test.each<Record<string, unknown>>([
    { ...told, type: 'daemon:started', pid: 7, version: '1.2.3' },
    { ...told, type: 'daemon:stopped' },
    { ...told, type: 'daemon:paused' },
    { ...told, type: 'daemon:unpaused' },
    { ...told, type: 'daemon:erred' },
    { ...ofArtifact, type: 'artifact:refused', kind: 'plan' },
    { ...ofArtifact, type: 'artifact:refused', kind: 'solution' },
    { ...ofRun, type: 'run:claimed', backend: 'codex' },
    { ...ofRun, type: 'run:step', step: 'landing' },
    { ...ofRun, type: 'run:warning' },
    { ...ofRun, type: 'run:progress', tokens: 7 },
    { ...ofRun, type: 'run:waiting', reason },
    { ...ofRun, type: 'run:ended', outcome: { kind: 'landed', commit: 'c' } },
    { ...ofRun, type: 'task:landed', commit: 'c', tests: 'passed' },
    { ...told, type: 'task:blocked', taskId: 'a#1', reason },
    { ...told, type: 'landing:recovered' },
    { ...ofArtifact, type: 'issue:done' },
    { ...ofRun, type: 'issue:failed', label: 'a', backend: 'codex', reason },
    { ...told, type: 'config:applied' },
    { ...told, type: 'config:rejected' },
    { ...told, type: 'record:quarantined', path: 'p', movedTo: 'q' },
    { ...told, type: 'storage:unusable' },
    { ...told, type: 'storage:usable' },
    { ...told, type: 'watch:degraded' },
  ])('$type is read as it was written', (event) => {
    expect(eventSchema.parse(event)).toEqual(event);
  });

  test.each<Record<string, unknown>>([
    { ...told, type: 'daemon:slept' },
    { ...told, type: 'daemon:started', pid: '7', version: '1' },
    { type: 'daemon:stopped', message: 'm' },
    { ...ofRun, type: 'run:step', step: 'dreaming' },
    { ...ofArtifact, type: 'artifact:refused', kind: 'poem' },
    { ...ofRun, type: 'run:ended' },
  ])('%j is none', (event) => {
    expect(eventSchema.safeParse(event).success).toBe(false);
  });
});
