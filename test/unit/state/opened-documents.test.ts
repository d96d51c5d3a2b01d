import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findCollector } from '../../../src/compose/daemon/spare-memory.ts';
import type { Document } from '../../../src/state/document.ts';
import { createOpenedDocuments } from '../../../src/state/opened-documents.ts';

const collect = findCollector();

function makeFolder(): { read: (name: string) => Promise<Document<string>>; readings: string[] } {
  const readings: string[] = [];
  const read = async (name: string): Promise<Document<string>> => {
    readings.push(name);
    await nextTurn();
    return { path: name, data: name, update: async () => undefined };
  };
  return { read, readings };
}

async function collectAll(): Promise<void> {
  // What a weak reference has given out stays until the end of the turn.
  await nextTurn();
  collect('all');
  await nextTurn();
}

test('all who ask while a document is being opened get the same', async () => {
  const { read, readings } = makeFolder();
  const documents = createOpenedDocuments(read);
  const [first, second] = await Promise.all([documents.open('a'), documents.open('a')]);
  expect(second).toBe(first);
  expect(await documents.find('a')).toBe(first);
  expect(await documents.find('b')).toBeUndefined();
  expect(readings).toEqual(['a']);
});

test('an opening that fails is tried again by the next who asks', async () => {
  const { read } = makeFolder();
  let failures = 1;
  const documents = createOpenedDocuments(async (name) => {
    if (failures-- > 0) throw new Error('the disk is away');
    return read(name);
  });
  await expect(documents.open('a')).rejects.toThrow('the disk is away');
  expect((await documents.open('a')).path).toBe('a');
});

test('a document that nobody holds is let go when others came after it, and read again', async () => {
  const { read, readings } = makeFolder();
  const documents = createOpenedDocuments(read, 2);
  for (const name of ['a', 'b', 'c']) await documents.open(name);
  await collectAll();
  expect(await documents.find('a')).toBeUndefined();
  for (const name of ['b', 'c']) expect((await documents.find(name))?.path).toBe(name);
  await documents.open('a');
  expect(readings).toEqual(['a', 'b', 'c', 'a']);
});

test('a document that was asked for again stays, the one asked for before it goes', async () => {
  const { read } = makeFolder();
  const documents = createOpenedDocuments(read, 2);
  for (const name of ['a', 'b', 'a', 'c']) await documents.open(name);
  await collectAll();
  expect(await documents.find('b')).toBeUndefined();
  expect((await documents.find('a'))?.path).toBe('a');
});

test('a document that somebody holds stays the same, however many came after it', async () => {
  const { read } = makeFolder();
  const documents = createOpenedDocuments(read, 1);
  const held = await documents.open('a');
  for (const name of ['b', 'c']) await documents.open(name);
  await collectAll();
  expect(await documents.open('a')).toBe(held);
});
