import { describe, expect, test } from 'vitest';
import { reportLine } from '../../../src/commands/run-outcome.ts';
import { findArtifacts } from '../../../src/compose/run/find-artifacts.ts';
import { findStopped } from '../../../src/compose/run/find-stopped.ts';
import { judgeWork } from '../../../src/compose/run/judge-work.ts';
import type { StatusView, TaskView } from '../../../src/daemon/look/status-view.ts';

const PATH = 'docs/issues/file-of-ISS-1.json';

function makeView(tasks: Partial<TaskView>[], diagnostics: StatusView['artifacts'][0]['diagnostics'] = []) {
  const artifact = { path: PATH, kind: 'solution', title: 'Tea', label: 'ISS-1', digest: '' } as const;
  const plain = { artifact: PATH, title: 'x', backend: 'codex', status: 'pending', attempts: 0 } as const;
  const view: StatusView = {
    daemon: { running: false, version: '0' },
    paused: false,
    artifacts: [{ ...artifact, diagnostics }],
    tasks: tasks.map((task, index) => ({ ...plain, id: `docs/issues/file-of-ISS-1#T${index + 1}`, ...task })),
  };
  return view;
}

describe('the line for programs', () => {
  const because = (code: 'tests-failing' | 'internal' | 'draft') => ({ code, message: 'as it is' });

  test.each<[string, Partial<TaskView>[], string | undefined]>([
    ['done', [{ status: 'done' }, { status: 'done' }], 'EXEC_DONE:ISS-1'],
    [
      'failed by its tests, also long ago',
      [{ status: 'done' }, { status: 'failed', reason: because('tests-failing') }],
      'EXEC_FAILED:ISS-1:tests_failing',
    ],
    [
      'failed by its backend',
      [{ status: 'failed', reason: because('internal') }],
      'EXEC_FAILED:ISS-1:codex_failed',
    ],
    ['without tasks', [], 'EXEC_FAILED:ISS-1:solution_invalid'],
    [
      'failed in one task and at work on another',
      [{ status: 'failed', reason: because('internal') }, { status: 'running' }],
      undefined,
    ],
    ['waiting for a person', [{ status: 'waiting', reason: because('draft') }], undefined],
  ])('of an issue that is %s', (_, tasks, line) => {
    expect(reportLine({ label: 'ISS-1', path: PATH, state: judgeWork(makeView(tasks), PATH) })).toBe(line);
  });

  test('of one that waits for a commit message, or for Git, which may pass, is not yet said', () => {
    const waits = (code: 'commit-in-progress' | 'operation-in-progress') => {
      const reason = { code, message: 'as it is' };
      return makeView([
        { status: 'waiting', reason },
        { status: 'failed', reason: because('internal') },
      ]);
    };
    const first = `${PATH.slice(0, -'.json'.length)}#T1`;
    expect(judgeWork(waits('commit-in-progress'), PATH)).toEqual({ kind: 'open' });
    expect(judgeWork(waits('operation-in-progress'), PATH, { passing: new Set([first]) })).toEqual({
      kind: 'open',
    });
    expect(judgeWork(waits('operation-in-progress'), PATH)).toMatchObject({ kind: 'failed' });
  });

  test('of one that a pause holds and of which something has failed is of neither', () => {
    const paused = { status: 'waiting', reason: { code: 'paused', message: 'as it is' } } as const;
    const view = makeView([{ status: 'failed', reason: because('internal') }, paused]);
    expect(judgeWork(view, PATH)).toMatchObject({ kind: 'waiting', code: 'paused' });
  });

  test('of one whose file has errors, or is gone', () => {
    const state = judgeWork(makeView([], [{ severity: 'error', message: 'bad' }]), PATH);
    expect(reportLine({ label: 'ISS-1', state })).toBe('EXEC_FAILED:ISS-1:solution_invalid');
    expect(state).toMatchObject({ message: `${PATH}: error: bad` });
    expect(reportLine({ label: 'ISS-1', state: judgeWork(makeView([]), 'docs/issues/other.json') })).toBe(
      'EXEC_FAILED:ISS-1:solution_file_missing',
    );
  });
});

describe('one task that was asked for', () => {
  const [first, second, third] = ['T1', 'T2', 'T3'].map((id) => `docs/issues/file-of-ISS-1#${id}`);
  const failed = { status: 'failed', reason: { code: 'internal', message: 'no' } } as const;
  const blocked = { status: 'blocked', reason: { code: 'blocked-by', message: 'no' } } as const;
  const judge = (...tasks: Partial<TaskView>[]) => {
    const asked = findStopped(makeView([failed, blocked, failed]), [], first)?.asked;
    return judgeWork(makeView(tasks), PATH, { asked });
  };

  test('is judged by itself and by what comes after it', () => {
    expect(judge({ status: 'done' }, { status: 'done' }, { status: 'done' })).toEqual({ kind: 'done' });
    expect(judge({ status: 'running' }, blocked, failed)).toEqual({ kind: 'open' });
    expect(judge(failed, blocked, failed)).toMatchObject({ kind: 'failed', task: first });
    expect(judge({ status: 'done' }, failed, failed)).toMatchObject({ kind: 'failed', task: second });
  });

  test('is done beside what stood still before', () => {
    const message = `${third} is failed: no`;
    expect(judge({ status: 'done' }, blocked, failed)).toEqual({ kind: 'done', held: { message } });
    expect(judge({ status: 'done' }, { status: 'done' }, failed)).toEqual({
      kind: 'done',
      held: { message },
    });
  });
});

test.each(['ISS-1', PATH, 'docs/issues/file-of-ISS-1'])(
  'what stopped of an issue has the name of the issue, by whatever name it is meant: %s',
  async (wanted) => {
    const view = makeView([{ status: 'done' }, { status: 'failed' }]);
    const retry = ['docs/issues/file-of-ISS-1#T2'];
    const found = await findArtifacts(view, { read: () => Promise.reject(new Error('not asked')) }, wanted);
    expect(findStopped(view, found, undefined)).toEqual({ label: 'ISS-1', paths: [PATH], retry });
  },
);
