import { closeSync, openSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { faultPoint } from '../fault-point.ts';

/** What a process reads on standard input. It always finds the end of it, so nothing waits there for ever. */
export type ProcessInput = { kind: 'none' } | { kind: 'text'; text: string } | { kind: 'file'; path: string };

/**
 * Opens the input for reading and returns its file descriptor. Text goes through a file beside `nextTo` that has no
 * name any more once this returns: unlike a pipe it needs no reader and no writer to stay alive. Throws a system error.
 */
export function openInput(input: ProcessInput, nextTo: string): number {
  if (input.kind === 'text') return openText(input.text, `${nextTo}.input`);
  return openSync(input.kind === 'file' ? input.path : '/dev/null', 'r');
}

function openText(text: string, path: string): number {
  // Only a planex that was killed at this very point leaves such a file.
  rmSync(path, { force: true });
  const writing = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(writing, text);
    return openSync(path, 'r');
  } finally {
    closeSync(writing);
    unlinkSync(path);
    faultPoint('process-input:unnamed');
  }
}
