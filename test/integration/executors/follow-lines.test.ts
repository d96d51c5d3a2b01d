import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followLines } from '../../../src/executors/agents/follow-lines.ts';
import { makeFolder } from '../../support/repository.ts';

test('a line counts once it is whole, in whatever pieces it comes', async () => {
  const path = join(makeFolder(), 'lines');
  const lines: string[] = [];
  const follower = followLines(path, (line) => void lines.push(line));
  await follower.read();
  const bytes = Buffer.from('één\ntwee\n\ndrie');
  for (const byte of bytes) {
    appendFileSync(path, Buffer.from([byte]));
    await follower.read();
  }
  expect(lines).toEqual(['één', 'twee', '']);
  await follower.finish();
  expect(lines).toEqual(['één', 'twee', '', 'drie']);
});

test('what was there before is left out, and what is no text does no harm', async () => {
  const path = join(makeFolder(), 'lines');
  writeFileSync(path, 'before\n');
  const lines: string[] = [];
  const follower = followLines(path, (line) => void lines.push(line), 7);
  appendFileSync(path, Buffer.from([0xff, 0x0a]));
  appendFileSync(path, `${'x'.repeat(3_000_000)}\n`);
  await follower.finish();
  expect(lines).toEqual(['\uFFFD', 'x'.repeat(3_000_000)]);
});
