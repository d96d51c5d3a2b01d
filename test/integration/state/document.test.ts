import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from '../../../src/schema.ts';
import {
  type DocumentPlace,
  findDocument,
  openDocument,
  type SpoiltRecord,
} from '../../../src/state/document.ts';
import { makeFolder } from '../../support/repository.ts';

const schema = z.object({ version: z.literal(1), numbers: z.array(z.number()) });
type Numbers = z.infer<typeof schema>;
const empty = (): Numbers => ({ version: 1, numbers: [] });

function makePlace(access: 'read' | 'write' = 'write'): DocumentPlace<Numbers> & { spoilt: SpoiltRecord[] } {
  const folder = makeFolder();
  const spoilt: SpoiltRecord[] = [];
  const store = { folder, access, onSpoilt: (one: SpoiltRecord) => void spoilt.push(one) };
  return { store, path: join(folder, 'numbers.json'), schema, spoilt };
}

test('changes made at once all arrive, and are there for the next reader', async () => {
  const place = makePlace();
  const document = await openDocument(place, empty);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => document.update((data) => void data.numbers.push(index))),
  );
  const again = await openDocument(place, empty);
  expect(again.data.numbers.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, index) => index),
  );
  expect(place.spoilt).toEqual([]);
});

test('opening makes no file; the first change does', async () => {
  const place = makePlace();
  const document = await openDocument(place, empty);
  expect(readdirSync(place.store.folder)).toEqual([]);
  await document.update((data) => void data.numbers.push(1));
  expect(JSON.parse(readFileSync(place.path, 'utf8'))).toEqual({ version: 1, numbers: [1] });
});

test('data says what is on disk, not what is on its way there', async () => {
  const place = makePlace();
  const document = await openDocument(place, empty);
  const update = document.update((data) => void data.numbers.push(1));
  expect(document.data.numbers).toEqual([]);
  await update;
  expect(document.data.numbers).toEqual([1]);
});

test('a change that throws, or that the schema refuses, changes nothing and holds up nobody', async () => {
  const place = makePlace();
  const document = await openDocument(place, empty);
  await document.update((data) => void data.numbers.push(1));
  const thrown = document.update((data) => {
    data.numbers.push(2);
    throw new Error('no');
  });
  const refused = document.update((data) => void data.numbers.push(Number.NaN));
  const next = document.update((data) => void data.numbers.push(3));
  await expect(thrown).rejects.toThrow('no');
  await expect(refused).rejects.toThrow('would spoil');
  await next;
  expect(document.data.numbers).toEqual([1, 3]);
});

test('a change that cannot be written leaves the data as it was', async () => {
  const place = makePlace();
  const document = await openDocument({ ...place, path: join(place.store.folder, 'gone', 'a.json') }, empty);
  await expect(document.update((data) => void data.numbers.push(1))).rejects.toThrow('ENOENT');
  expect(document.data.numbers).toEqual([]);
});

test.each([
  ['nothing', '', 'the file is empty'],
  ['half a file', '{"version":1,"numb', 'the file is not JSON'],
  ['another shape', '{"version":1,"numbers":["one"]}', 'numbers.0: '],
  ['something else', '[]', 'expected object'],
])('%s is put into quarantine and reported, never taken for an empty record', async (_, text, problem) => {
  const place = makePlace();
  writeFileSync(place.path, text);
  expect(await findDocument(place)).toBeUndefined();
  expect(place.spoilt).toHaveLength(1);
  const [spoilt] = place.spoilt;
  expect(spoilt?.problem).toContain(problem);
  expect(readFileSync(spoilt?.movedTo ?? '', 'utf8')).toBe(text);
  expect(readdirSync(place.store.folder)).toEqual(['quarantine']);
});

test('all who read a spoilt record at once get what takes its place, and it is put aside once', async () => {
  const place = makePlace();
  writeFileSync(place.path, 'garbage');
  const found = await Promise.all([1, 2, 3].map(() => findDocument(place, empty)));
  expect(found.map((document) => document?.data)).toEqual([empty(), empty(), empty()]);
  expect(place.spoilt).toHaveLength(1);
  expect(readdirSync(join(place.store.folder, 'quarantine'))).toHaveLength(1);
});

test('a spoilt record that could not be put aside is tried again by the next who reads it', async () => {
  const place = makePlace();
  writeFileSync(place.path, 'garbage');
  const quarantine = join(place.store.folder, 'quarantine');
  writeFileSync(quarantine, '');
  await expect(findDocument(place, empty)).rejects.toThrow('EEXIST');
  rmSync(quarantine);
  expect((await findDocument(place, empty))?.data).toEqual(empty());
  expect(readFileSync(place.spoilt[0]?.movedTo ?? '', 'utf8')).toBe('garbage');
});

test('a reader reports what is spoilt, moves nothing, and may not change anything', async () => {
  const place = makePlace('read');
  writeFileSync(place.path, 'garbage');
  const document = await openDocument(place, empty);
  expect(place.spoilt).toEqual([{ path: place.path, problem: 'the file is not JSON', movedTo: undefined }]);
  await expect(document.update(() => undefined)).rejects.toThrow('for reading only');
  expect(readFileSync(place.path, 'utf8')).toBe('garbage');
});

test('a file that cannot be read is an error, not an empty record', async () => {
  const place = makePlace();
  mkdirSync(place.path);
  await expect(openDocument(place, empty)).rejects.toThrow('EISDIR');
  expect(place.spoilt).toEqual([]);
});

test('a record of a newer planex is refused and left where it is', async () => {
  const place = makePlace();
  writeFileSync(place.path, '{"version":2,"digits":[]}');
  await expect(openDocument(place, empty)).rejects.toMatchObject({
    name: 'OperatorError',
    message: expect.stringContaining('newer planex'),
    where: place.path,
  });
  expect(readFileSync(place.path, 'utf8')).toContain('digits');
});
