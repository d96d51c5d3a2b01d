import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '../../support/property.ts';
import { expect, test } from 'vitest';
import { removeDurably, sweepTemporaries, writeDurably } from '../../../src/state/durable-file.ts';
import { makeFolder } from '../../support/repository.ts';
import { bundleProgram, startDriver } from './driver.ts';

test('a file is replaced as a whole, for its owner only, and nothing else is left', async () => {
  const folder = makeFolder();
  const path = join(folder, 'a.json');
  await writeDurably(path, 'first, and longer than the second');
  await writeDurably(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('writers of one file at once leave the bytes of one of them', async () => {
  const path = join(makeFolder(), 'a.json');
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(50_000));
  await Promise.all(texts.map((text) => writeDurably(path, text)));
  expect(texts).toContain(readFileSync(path, 'utf8'));
});

test('a write that fails leaves neither a change nor a temporary file', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'taken'));
  await expect(writeDurably(join(folder, 'taken'), 'bytes')).rejects.toThrow();
  await expect(writeDurably(join(folder, 'missing', 'a'), 'bytes')).rejects.toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('removing takes a file away and does not mind one that is not there', async () => {
  const path = join(makeFolder(), 'a.json');
  await writeDurably(path, 'bytes');
  await removeDurably(path);
  await removeDurably(path);
  expect(() => statSync(path)).toThrow('ENOENT');
});

test('a writer killed at any step leaves the old bytes or the new ones', async () => {
  const program = await bundleProgram(
    makeFolder(),
    `import { writeDurably } from './durable-file.ts';
     await writeDurably(process.argv[2], process.argv[3]);`,
  );
  const trace = join(makeFolder(), 'trace');
  const traced = startDriver(program, [join(makeFolder(), 'a'), 'new'], { PLANEX_FAULT_TRACE: trace });
  expect(await traced.ended).toEqual({ code: 0, signal: null });
  const points = readFileSync(trace, 'utf8').trim().split('\n');
  expect(points.length).toBeGreaterThan(4);

  const oldText = fc.option(fc.string({ minLength: 1, maxLength: 2_000 }));
  const newText = fc
    .string({ minLength: 1, maxLength: 2_000 })
    .map((text) => `new:${text.replaceAll('\0', '')}`);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...points), oldText, newText, async (point, before, after) => {
      const folder = makeFolder();
      const path = join(folder, 'a.json');
      if (before !== null) writeFileSync(path, before);
      const driver = startDriver(program, [path, after], { PLANEX_FAULT_POINT: point });
      expect((await driver.ended).signal).toBe('SIGKILL');
      const found = readdirSync(folder).includes('a.json') ? readFileSync(path, 'utf8') : null;
      const renamed = points.indexOf(point) >= points.indexOf('durable-file:renamed');
      expect(found).toBe(renamed ? after : before);
      sweepTemporaries(folder);
      expect(readdirSync(folder)).toEqual(found === null ? [] : ['a.json']);
    }),
    { numRuns: 20 },
  );
});
