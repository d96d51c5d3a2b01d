import { expect, test } from 'vitest';
import { printIssues } from '../../../src/commands/issue-views.ts';
import type { IssueView } from '../../../src/issues/issue-view.ts';
import type { TaskView } from '../../../src/daemon/look/status-view.ts';
import type { Terminal } from '../../../src/commands/terminal.ts';

function print(issue: Partial<IssueView<TaskView>>): string {
  const lines: string[] = [];
  const io: Terminal = {
    out: (...parts) =>
      void lines.push(parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')),
    err: () => undefined,
    progress: () => undefined,
    interactive: false,
  };
  const whole: IssueView<TaskView> = {
    id: 'ISS-1',
    title: 'Tea',
    status: 'completed',
    priority: 3,
    tags: [],
    solutions: [],
    tasks: [],
    ...issue,
  };
  printIssues(io, [whole], []);
  return lines.join('\n');
}

test.each(['planned', 'executing', 'open'])(
  'that an issue was noted as %s before is not worth a word',
  (stored) => {
    expect(print({ stored })).toBe('ISS-1 completed  Tea');
  },
);

test.each(['resolved', 'failed', 'deferred'])('that somebody has noted it as %s is told', (stored) => {
  expect(print({ stored, status: 'queued' })).toBe(`ISS-1 queued     Tea (noted as ${stored})`);
});
