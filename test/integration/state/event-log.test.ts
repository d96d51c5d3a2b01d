import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type EventLog, openEventLog } from '../../../src/state/event-log.ts';
import { followEvents } from '../../../src/state/follow-events.ts';
import { type EventQuery, readEvents } from '../../../src/state/read-events.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import { makeFolder } from '../../support/repository.ts';

const MAX_BYTES = 2_000;

function openLog(folder: string, maxBytes = MAX_BYTES): EventLog {
  const log = openEventLog(folder, {
    maxBytes,
    onTrouble: (error) => {
      throw error;
    },
  });
  onTestFinished(() => log.close());
  return log;
}

function makeEvent(number: number, taskId = 'a#1'): PlanexEvent {
  return {
    type: 'run:step',
    at: '2026-11-20T10:00:00.000Z',
    message: `${number}`,
    taskId,
    runId: 'r',
    step: 'executing',
  };
}

async function readMessages(folder: string, query?: EventQuery): Promise<string[]> {
  const messages: string[] = [];
  for await (const event of readEvents(folder, query)) messages.push(event.message);
  return messages;
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

test('events are read back in order, those of one task alone, or the last few', async () => {
  const folder = makeFolder();
  const log = openLog(folder, 1_000_000);
  for (let number = 1; number <= 10; number += 1)
    log.append(makeEvent(number, number % 2 === 0 ? 'even' : 'odd'));
  expect(await readMessages(folder)).toEqual(numbers(1, 10));
  expect(await readMessages(folder, { taskId: 'even' })).toEqual(['2', '4', '6', '8', '10']);
  expect(await readMessages(folder, { taskId: 'odd', limit: 2 })).toEqual(['7', '9']);
  expect(await readMessages(folder, { limit: 0 })).toEqual([]);
  expect(statSync(join(folder, 'events.jsonl')).mode & 0o777).toBe(0o600);
});

test('a log that was never written is empty', async () => {
  expect(await readMessages(join(makeFolder(), 'missing'))).toEqual([]);
});

test('full files are put aside, three of them are kept, and reading goes over all', async () => {
  const folder = makeFolder();
  const log = openLog(folder);
  for (let number = 1; number <= 200; number += 1) log.append(makeEvent(number));
  expect(readdirSync(folder).toSorted()).toEqual([
    'events.1.jsonl',
    'events.2.jsonl',
    'events.3.jsonl',
    'events.jsonl',
  ]);
  for (const name of readdirSync(folder))
    expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(MAX_BYTES);
  const messages = await readMessages(folder);
  expect(messages).toEqual(numbers(Number(messages[0]), 200));
});

test('a line cut off by a crash is left out and does not swallow the next one', async () => {
  const folder = makeFolder();
  openLog(folder).append(makeEvent(1));
  appendFileSync(join(folder, 'events.jsonl'), '{"type":"run:step","at":"2026');
  openLog(folder).append(makeEvent(2));
  expect(await readMessages(folder)).toEqual(['1', '2']);
});

test('lines that are no events, or of a newer planex, are left out', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'events.jsonl'), 'garbage\n\n{"type":"run:flown","at":"x","message":"m"}\n[]\n');
  openLog(folder).append(makeEvent(1));
  expect(await readMessages(folder)).toEqual(['1']);
});

test('trouble with the file is told and not thrown', () => {
  const troubles: unknown[] = [];
  const log = openEventLog(makeFolder(), { onTrouble: (error) => troubles.push(error) });
  log.close();
  log.append(makeEvent(1));
  expect(troubles).toHaveLength(1);
});

test('a follower gets what is added after it began, over rotations, until it is told to stop', async () => {
  const folder = makeFolder();
  const log = openLog(folder);
  log.append(makeEvent(0));
  const abort = new AbortController();
  const follower = followEvents(folder, abort.signal);
  // The first request makes it look at the end of the file; everything later is new to it.
  const first = follower.next();
  log.append(makeEvent(1));
  expect((await first).value?.message).toBe('1');
  const got: string[] = [];
  // Fifty of them fill the file more than twice between two looks.
  for (const batch of [9, 9, 50, 9, 50]) {
    const from = got.length + 2;
    for (let number = from; number < from + batch; number += 1) log.append(makeEvent(number));
    for (let count = 0; count < batch; count += 1) got.push((await follower.next()).value?.message ?? 'end');
  }
  expect(got).toEqual(numbers(2, 128));
  expect(readFileSync(join(folder, 'events.1.jsonl'), 'utf8')).not.toBe('');
  const last = follower.next();
  abort.abort();
  expect((await last).done).toBe(true);
});

test('a follower waits for a log that does not exist yet, and asks for one task only', async () => {
  const folder = makeFolder();
  const abort = new AbortController();
  const follower = followEvents(folder, abort.signal, { taskId: 'mine' });
  const first = follower.next();
  const log = openLog(folder);
  log.append(makeEvent(1, 'other'));
  log.append(makeEvent(2, 'mine'));
  expect((await first).value?.message).toBe('2');
  await follower.return(undefined);
});
