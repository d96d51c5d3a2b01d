import { chmodSync, copyFileSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCodeCache } from '../../../src/state/code-cache.ts';
import { makeFolder } from '../../support/repository.ts';

const code = Buffer.from('the code of a program');

/** A folder in which the code for `key` is kept, and the one file in it. */
function keepOne(key = 'key'): { folder: string; file: string } {
  const folder = join(makeFolder('planex-code-'), 'code');
  expect(openCodeCache(folder, key).keep(() => code)).toBe(true);
  return { folder, file: join(folder, readdirSync(folder)[0] ?? '') };
}

it('what was kept is read, for its own key alone', () => {
  const { folder } = keepOne();
  expect(openCodeCache(folder, 'key').read()).toEqual(code);
  expect(openCodeCache(folder, 'other').read()).toBeUndefined();
  expect(openCodeCache(join(folder, 'nowhere'), 'key').read()).toBeUndefined();
});

it.each([
  ['a byte is another one', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')])],
  ['the end is missing', (bytes: Buffer) => bytes.subarray(0, -3)],
  ['something follows', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('more')])],
  ['hardly anything is there', (bytes: Buffer) => bytes.subarray(0, 5)],
  ['nothing is there', () => Buffer.alloc(0)],
])('damaged code is none: %s', (_, damage) => {
  const { folder, file } = keepOne();
  writeFileSync(file, damage(readFileSync(file)));
  expect(openCodeCache(folder, 'key').read()).toBeUndefined();
});

it('the code of another program is none, under whatever name', () => {
  const { folder, file } = keepOne();
  const other = keepOne('other');
  copyFileSync(other.file, file);
  expect(openCodeCache(folder, 'key').read()).toBeUndefined();
});

it('code that others can write is none', () => {
  const { folder, file } = keepOne();
  chmodSync(file, 0o620);
  expect(openCodeCache(folder, 'key').read()).toBeUndefined();
  chmodSync(file, 0o644);
  expect(openCodeCache(folder, 'key').read()).toEqual(code);
});

it('code that is kept again takes the place of what was there', () => {
  const { folder, file } = keepOne();
  writeFileSync(file, 'damaged');
  const cache = openCodeCache(folder, 'key');
  expect(cache.keep(() => Buffer.from('new code'))).toBe(true);
  expect(cache.read()?.toString()).toBe('new code');
  expect(readdirSync(folder)).toHaveLength(1);
});

it('where nothing can be kept, or there is nothing to keep, it says so and leaves nothing behind', () => {
  const { folder, file } = keepOne();
  const below = openCodeCache(join(file, 'below'), 'key');
  expect(below.keep(() => code)).toBe(false);
  expect(below.read()).toBeUndefined();
  const fail = (): Uint8Array => {
    throw new Error('no memory');
  };
  expect(openCodeCache(folder, 'key').keep(fail)).toBe(false);
  expect(readdirSync(folder)).toHaveLength(1);
});

it('of many that were kept, only the newest stay', () => {
  const { folder, file } = keepOne();
  utimesSync(file, 1, 1);
  for (const key of ['b', 'c', 'd', 'e']) openCodeCache(folder, key).keep(() => code);
  const left = ['key', 'b', 'c', 'd', 'e'].filter((key) => openCodeCache(folder, key).read() !== undefined);
  expect(left).toEqual(['b', 'c', 'd', 'e']);
});
