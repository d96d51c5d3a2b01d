import { expect, it } from 'vitest';
import { describePreview } from '../../../src/commands/describe-preview.ts';
import type { TaskView } from '../../../src/daemon/look/status-view.ts';

function held(id: string, status: TaskView['status'], message: string): TaskView {
  const artifact = 'docs/plans/a.md';
  const reason = { code: 'blocked-by', message } as const;
  return { id, artifact, title: id, backend: 'shell', status, attempts: 0, reason };
}

it('where nothing would be started, it is said what waits, and of what is blocked only what nothing listed explains', () => {
  const tasks = [
    held('a#1', 'waiting', 'is a DRAFT'),
    held('a#2', 'blocked', 'comes after a#1 (waiting)'),
    held('b#2', 'blocked', 'b#1 holds up what is reviewed together with it'),
  ];
  expect(describePreview({}, tasks)).toEqual([
    'nothing would be started',
    '  a#1 is waiting: is a DRAFT',
    '  b#2 is blocked: b#1 holds up what is reviewed together with it',
  ]);
  expect(describePreview({ wouldStart: ['c#1'] }, tasks)).toEqual(['would start c#1']);
});
