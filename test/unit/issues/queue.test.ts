import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { changeIndex, changeQueue } from '../../../src/issues/change-queue.ts';
import { readQueue, type Queue } from '../../../src/issues/queue.ts';
import { readQueueIndex } from '../../../src/issues/queue-index.ts';
import { deriveItemStatus, findItemChanges, type QueuedTask } from '../../../src/issues/queue-status.ts';
import { setFieldsAt } from '../../../src/issues/set-fields.ts';
import { viewQueueItems } from '../../../src/issues/view-queue-item.ts';

const AT = '2026-11-21T08:00:00.000Z';

interface Written {
  item_id: string;
  issue_id?: string;
  [field: string]: unknown;
}

function write(items: readonly Written[], more: object = {}): string {
  const solutions = items.map((item) => ({
    issue_id: item.item_id.replace('S', 'ISS'),
    solution_id: item.item_id.replace('S', 'SOL'),
    status: 'pending',
    ...item,
  }));
  return JSON.stringify({ id: 'QUE-1', status: 'active', solutions, ...more }, undefined, 2);
}

function readSound(text: string): Queue {
  const { queue } = readQueue('QUE-1', text);
  if (queue === undefined) throw new Error(`not a queue: ${text}`);
  return queue;
}

const orders = (text: string): [string, string[]][] =>
  readSound(text).items.map(({ id, after }) => [id, after]);

function task(label: string, status: QueuedTask['status'], more: Partial<QueuedTask> = {}): QueuedTask {
  return { key: 'T1', label, status, ...more };
}

describe('a queue', () => {
  test('says what comes before what: by itself, and by the order in a sequential group', () => {
    const text = write(
      [
        { item_id: 'S-1', execution_group: 'P1', depends_on: [] },
        { item_id: 'S-2', execution_group: 'line', execution_order: 3, depends_on: ['SOL-1'] },
        { item_id: 'S-3', execution_group: 'line', execution_order: 2 },
        { item_id: 'S-4', execution_group: 'P1', depends_on: ['S-1', 'ISS-3', 'SOL-1'] },
        { item_id: 'S-5', execution_group: 'S2', execution_order: 9 },
        { item_id: 'S-6', execution_group: 'S2', execution_order: 10 },
      ],
      { execution_groups: [{ id: 'line', type: 'sequential' }] },
    );
    expect(orders(text)).toEqual([
      ['S-1', []],
      ['S-2', ['S-1', 'S-3']],
      ['S-3', []],
      ['S-4', ['S-1', 'S-3']],
      ['S-5', []],
      ['S-6', ['S-5']],
    ]);
  });

  test('of tasks is read as well', () => {
    const tasks = [
      { item_id: 'T-1', issue_id: 'A', solution_id: 'S', task_id: 'T1', status: 'ready' },
      { item_id: 'T-2', issue_id: 'A', solution_id: 'S', task_id: 'T2', depends_on: ['T-1'] },
    ];
    const queue = readSound(JSON.stringify({ id: 'QUE-9', tasks }));
    expect(queue).toMatchObject({ id: 'QUE-9', list: 'tasks', status: 'active' });
    expect(queue.items.map(({ task: key, status }) => [key, status])).toEqual([
      ['T1', 'ready'],
      ['T2', 'pending'],
    ]);
  });

  test('does not keep an order that leads back to itself, nor one that names nobody, and says so', () => {
    const text = write([
      { item_id: 'S-1', depends_on: ['S-2'] },
      { item_id: 'S-2', depends_on: ['S-1', 'S-7'] },
    ]);
    expect(orders(text)).toEqual([
      ['S-1', ['S-2']],
      ['S-2', []],
    ]);
    expect(readQueue('QUE-1', text).diagnostics.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['warning', 'queue-cycle'],
      ['warning', 'unknown-item'],
    ]);
  });

  test.each([
    ['', 'not-json'],
    ['{"solutions":[{"item_id":"S-1"', 'not-json'],
    ['[]', 'queue-shape'],
    ['{"solutions":[{"item_id":"S-1"}]}', 'queue-shape'],
    ['{"solutions":[{"item_id":"S-1","issue_id":"A"},{"item_id":"S-1","issue_id":"B"}]}', 'same-item'],
  ])('%s cannot be read', (text, rule) => {
    const { queue, diagnostics } = readQueue('QUE-1', text);
    expect(queue).toBeUndefined();
    expect(diagnostics.map((one) => [one.severity, one.rule])).toContainEqual(['error', rule]);
  });
});

describe('what a queue says of its items', () => {
  const queue = readSound(
    write([
      { item_id: 'S-1', status: 'executing', started_at: 'then' },
      { item_id: 'S-2' },
      { item_id: 'S-3', status: 'completed', completed_at: 'then' },
      { item_id: 'S-4', status: 'ready' },
      { item_id: 'S-5', status: 'completed' },
      { item_id: 'S-6' },
    ]),
  );
  const reason = { code: 'tests-failing', message: 'npm test failed' } as const;
  const tasks = [
    task('ISS-1', 'done', { commit: 'c0ffee', solution: 'SOL-1' }),
    task('ISS-1', 'done', { key: 'T2', commit: 'decaf', solution: 'SOL-1' }),
    task('ISS-2', 'failed', { reason }),
    task('ISS-3', 'pending'),
    task('ISS-4', 'pending'),
    task('ISS-6', 'done', { solution: 'another' }),
  ];

  test('follows from its tasks in place, and stays where there are none', () => {
    expect(Object.fromEntries(findItemChanges(queue, tasks, AT))).toEqual({
      'S-1': {
        status: 'completed',
        completed_at: AT,
        result: { tasks_completed: 2, commit_hashes: ['c0ffee', 'decaf'] },
      },
      'S-2': { status: 'failed', started_at: AT, completed_at: AT, failure_reason: 'npm test failed' },
      'S-3': { status: 'pending', completed_at: null },
    });
  });

  test('is written so that it is found true when it is read again', () => {
    const text = write(queue.items.map(({ id, fields }) => ({ ...fields, item_id: id })));
    const changed = changeQueue(text, queue, findItemChanges(queue, tasks, AT), AT);
    expect(findItemChanges(readSound(changed), tasks, AT).size).toBe(0);
  });

  test('is completed with the last of its items, never before', () => {
    const text = write([{ item_id: 'S-1' }, { item_id: 'S-2', status: 'completed' }]);
    const open = readSound(text);
    const running = findItemChanges(open, [task('ISS-1', 'running')], AT);
    expect(readSound(changeQueue(text, open, running, AT)).status).toBe('active');
    const done = findItemChanges(open, [task('ISS-1', 'done')], AT);
    expect(readSound(changeQueue(text, open, done, AT)).status).toBe('completed');
    const list =
      '{"active_queue_id":"QUE-1","queues":[{"id":"QUE-1","status":"active","completed_solutions":1,"x":1.0}]}';
    const { index } = readQueueIndex(list);
    if (index === undefined) throw new Error('not a list of queues');
    expect(changeIndex(list, index, open, running, AT)).toBe(list);
    expect(changeIndex(list, index, open, done, AT)).toBe(
      `{"active_queue_id":"QUE-1","queues":[{"id":"QUE-1","status":"completed","completed_solutions":2,"x":1.0,"completed_at":"${AT}"}]}`,
    );
  });

  test('is counted anew where counts stand, and dated', () => {
    const counts = { pending_count: 9, completed_count: 9, failed_count: 9, total: 2, updated_at: 'then' };
    const text = write([{ item_id: 'S-1' }, { item_id: 'S-2' }], { _metadata: counts });
    const open = readSound(text);
    const changed = changeQueue(text, open, findItemChanges(open, [task('ISS-1', 'done')], AT), AT);
    const { _metadata: counted }: { _metadata: object } = JSON.parse(changed);
    expect(counted).toEqual({
      pending_count: 1,
      completed_count: 1,
      failed_count: 0,
      total: 2,
      updated_at: AT,
    });
  });

  test.each<[string, QueuedTask['status'][], string]>([
    ['is executing while a task runs, even if another failed', ['running', 'failed'], 'executing'],
    ['is executing while a task lands', ['landing', 'pending'], 'executing'],
    ['has failed with one of its tasks', ['done', 'failed', 'blocked'], 'failed'],
    ['is blocked with one of its tasks', ['done', 'blocked'], 'blocked'],
    ['is executing between two tasks', ['done', 'pending'], 'executing'],
    ['is completed with all of them', ['done', 'done'], 'completed'],
    ['is pending while none has begun', ['pending', 'waiting'], 'pending'],
  ])('%s', (_, statuses, expected) => {
    const own = statuses.map((status, at) => task('ISS-1', status, { key: `T${at}` }));
    expect(deriveItemStatus('executing', own)).toBe(expected);
    expect(deriveItemStatus('ready', own)).toBe(expected === 'pending' ? 'ready' : expected);
    expect(deriveItemStatus('ready', [])).toBe('ready');
  });

  test('of one task is that task, with its commit', () => {
    const items = ['T1', 'T2'].map((key) => ({ item_id: key, issue_id: 'ISS-1', task_id: key }));
    const open = readSound(JSON.stringify({ tasks: items }));
    const own = [task('ISS-1', 'done', { commit: 'c0ffee' }), task('ISS-1', 'done', { key: 'T2' })];
    expect([...findItemChanges(open, own, AT).values()].map((one) => one['result'])).toEqual([
      { commit_hash: 'c0ffee' },
      { commit_hash: '' },
    ]);
  });

  test('forgets why it failed once it goes on, and keeps a result that is there', () => {
    const item = { item_id: 'S-1', failure_reason: 'x', result: { by: 'hand' }, status: 'failed' };
    const open = readSound(write([item]));
    const change = (status: QueuedTask['status']): unknown =>
      findItemChanges(open, [task('ISS-1', status)], AT).get('S-1');
    expect(change('running')).toEqual({ status: 'executing', started_at: AT, failure_reason: null });
    expect(change('done')).toEqual({
      status: 'completed',
      started_at: AT,
      completed_at: AT,
      failure_reason: null,
    });
    const cancelled = findItemChanges(
      readSound(write([{ item_id: 'S-1' }])),
      [task('ISS-1', 'cancelled')],
      AT,
    );
    expect(cancelled.get('S-1')).toMatchObject({ status: 'failed', failure_reason: 'cancelled' });
  });

  test('is shown as it is, beside what the queue says', () => {
    const views = viewQueueItems('ISS-3', [{ ...queue, isActive: true }], tasks);
    expect(views).toEqual([{ id: 'QUE-1', item: 'S-3', status: 'pending', stored: 'completed', after: [] }]);
    const grouped = readSound(
      write([
        { item_id: 'S-1', execution_group: 'S1', execution_order: 1 },
        { item_id: 'S-2', execution_group: 'S1', execution_order: 2 },
      ]),
    );
    expect(viewQueueItems('ISS-2', [{ ...grouped, isActive: false }], [])).toEqual([
      { id: 'QUE-1', item: 'S-2', status: 'pending', group: 'S1', after: ['ISS-1'] },
    ]);
    expect(viewQueueItems('ISS-9', [{ ...queue, isActive: true }], tasks)).toEqual([]);
  });
});

describe('a change inside of JSON', () => {
  test('keeps every byte that it is not about, and the form of the object', () => {
    const text = `\uFEFF{\r\n  "n": 1.0,\r\n  "solutions": [\r\n    { "item_id": "a, ]}" },\r\n    {\r\n      "item_id": "S-2",\r\n      "big": 12345678901234567890\r\n    }\r\n  ]\r\n}\r\n`;
    expect(setFieldsAt(text, ['solutions', 1], { status: 'failed' })).toBe(
      text.replace('67890\r\n', '67890,\r\n      "status": "failed"\r\n'),
    );
    expect(setFieldsAt(text, ['solutions', 0], { status: 'failed' })).toBe(
      text.replace(']}" }', ']}","status":"failed" }'),
    );
    expect(setFieldsAt(text, ['solutions', 2], { status: 'failed' })).toBe(text);
  });

  property.prop([
    fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), { minLength: 1 }),
    fc.nat(),
    fc.nat(3),
  ])('sets what it is told to, and nothing else', (list, at, indent) => {
    const index = at % list.length;
    const text = JSON.stringify({ list }, undefined, indent);
    const expected = structuredClone(list);
    const object = expected[index] ?? {};
    object['status'] = 'set';
    expect(JSON.parse(setFieldsAt(text, ['list', index], { status: 'set' }))).toEqual(
      JSON.parse(JSON.stringify({ list: expected })),
    );
  });
});
