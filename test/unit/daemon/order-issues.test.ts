import { describe, expect, test } from 'vitest';
import type { KnownIssues } from '../../../src/issues/known-issues.ts';
import { orderIssues } from '../../../src/daemon/look/order-issues.ts';
import { readIssue } from '../../../src/issues/issue.ts';
import { readQueue } from '../../../src/issues/queue.ts';
import type { Reason } from '../../../src/tasks/reason.ts';
import type { TaskFacts } from '../../../src/tasks/world.ts';
import { makeFacts, makeTask } from '../../support/world.ts';

function facts(label: string, key: string, change: { after?: string[]; issueHold?: Reason } = {}): TaskFacts {
  const { after = [], ...more } = change;
  const artifactPath = `docs/issues/${label}.json`;
  const id = `docs/issues/${label}#${key}`;
  return makeFacts(makeTask(key, { id, label, artifactPath, artifactKind: 'solution', after }), more);
}

type Item = [item: string, issue: string, after: string[], more?: { task_id?: string; status?: string }];

function known(lists: readonly Item[][], issues: readonly object[] = [], isActive = true): KnownIssues {
  const queues = lists.map((items, index) => {
    const solutions = items.map(([item_id, issue_id, depends_on, more]) => ({
      item_id,
      issue_id,
      depends_on,
      ...more,
    }));
    const { queue } = readQueue(`QUE-${index + 1}`, JSON.stringify({ solutions }));
    if (queue === undefined) throw new Error('not a queue');
    return { ...queue, path: `q/${queue.id}.json`, isActive };
  });
  const read = issues.flatMap((one) => {
    const issue = readIssue(one);
    return issue.ok ? [[issue.value.id, issue.value] as const] : [];
  });
  return { issues: new Map(read), past: new Map(), present: new Set(), complete: true, queues };
}

const afters = (ordered: readonly TaskFacts[]): string[][] => ordered.map(({ task }) => task.after);

describe('the order of issues in a queue', () => {
  test('puts each task of an issue after all of those before it', () => {
    const all = [
      facts('B', 'T1'),
      facts('B', 'T2', { after: ['docs/issues/B#T1'] }),
      facts('A', 'T1'),
      facts('A', 'T2'),
    ];
    const before = ['docs/issues/A#T1', 'docs/issues/A#T2'];
    const items: Item[] = [
      ['S-1', 'A', []],
      ['S-2', 'B', ['S-1']],
    ];
    expect(afters(orderIssues(all, known([items])))).toEqual([
      before,
      ['docs/issues/B#T1', ...before],
      [],
      [],
    ]);
    expect(afters(orderIssues(all, known([items], [], false)))).toEqual(afters(all));
  });

  test('goes by tasks where the queue does, and never within an issue', () => {
    const all = [facts('A', 'T1'), facts('A', 'T2'), facts('B', 'T1')];
    const items: Item[] = [
      ['T-1', 'A', ['T-2'], { task_id: 'T1' }],
      ['T-2', 'A', [], { task_id: 'T2' }],
      ['T-3', 'B', ['T-1'], { task_id: 'T1' }],
    ];
    expect(afters(orderIssues(all, known([items])))).toEqual([[], [], ['docs/issues/A#T1']]);
  });

  test('of two queues that contradict each other takes what was said first', () => {
    const all = [facts('A', 'T1'), facts('B', 'T1')];
    const lists: Item[][] = [
      [
        ['S-1', 'A', []],
        ['S-2', 'B', ['S-1']],
      ],
      [
        ['S-1', 'B', []],
        ['S-2', 'A', ['S-1']],
      ],
    ];
    expect(afters(orderIssues(all, known(lists)))).toEqual([[], ['docs/issues/A#T1']]);
  });

  test('does not wait for a solution that is not chosen where another one is', () => {
    const other: Reason = { code: 'choose-solution', message: 'another solution of A was chosen' };
    const all = [facts('A', 'T1', { issueHold: other }), facts('A', 'T2'), facts('B', 'T1')];
    const items: Item[] = [
      ['S-1', 'A', []],
      ['S-2', 'B', ['S-1']],
    ];
    expect(afters(orderIssues(all, known([items])))[2]).toEqual(['docs/issues/A#T2']);
  });

  test.each<[string, Item, object[], string | undefined]>([
    ['holds', ['S-1', 'A', []], [], 'planex run A'],
    ['holds', ['S-1', 'A', []], [{ id: 'A', status: 'paused' }], 'planex run A'],
    ['does not hold', ['S-1', 'A', [], { status: 'completed' }], [], undefined],
    ['does not hold', ['S-1', 'A', []], [{ id: 'A', status: 'completed' }], undefined],
    ['does not hold', ['S-1', 'A', []], [{ id: 'A', status: 'resolved' }], undefined],
  ])('what is not in place %s what comes after it', (_verb, first, issues, action) => {
    const [held] = orderIssues([facts('B', 'T1')], known([[first, ['S-2', 'B', ['S-1']]]], issues));
    expect(held?.issueHold?.action).toBe(action);
    expect(held?.issueHold?.code).toBe(action === undefined ? undefined : 'blocked-by');
  });

  test('a queue that cannot be read holds issues, and no plans', () => {
    const plan = makeFacts(makeTask('1'));
    const held = orderIssues([facts('B', 'T1'), plan], { ...known([]), unreadableQueue: 'q/QUE-1.json' });
    expect(held.map(({ issueHold }) => issueHold?.message)).toEqual([
      'q/QUE-1.json cannot be read, and may say what comes before B',
      undefined,
    ]);
  });
});
