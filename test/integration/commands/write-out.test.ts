import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeOut } from '../../../src/commands/write-out.ts';
import { makeFolder } from '../../support/repository.ts';

/** More than a pipe holds. */
const TEXT = 'grüße\n'.repeat(100_000);

/** Both ends of a pipe at which nobody waits. */
function makePipe(): { reader: number; writer: number } {
  const path = join(makeFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(writer));
  return { reader, writer };
}

/** What is in a pipe at this moment. */
function drain(reader: number): Buffer {
  const bytes = Buffer.alloc(1 << 20);
  try {
    return bytes.subarray(0, readSync(reader, bytes));
  } catch {
    return bytes.subarray(0, 0);
  }
}

test('a text that a pipe cannot hold at once is written whole', async () => {
  const { reader, writer } = makePipe();
  onTestFinished(() => closeSync(reader));
  const state = { isWritten: false };
  const written = writeOut(TEXT, writer).finally(() => (state.isWritten = true));
  const pieces: Buffer[] = [];
  while (!state.isWritten) {
    pieces.push(drain(reader));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await written;
  pieces.push(drain(reader));
  expect(Buffer.concat(pieces).toString() === TEXT).toBe(true);
});

test('where nobody reads any more it ends in silence', async () => {
  const { reader, writer } = makePipe();
  closeSync(reader);
  await expect(writeOut(TEXT, writer)).resolves.toBeUndefined();
});

test.runIf(process.platform === 'linux')('a disk that is full is told', async () => {
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  await expect(writeOut('x', full)).rejects.toMatchObject({ code: 'ENOSPC' });
});
