import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder } from './repository.ts';

/** Stands for the instant in which the index was replaced and the branch has not moved yet. */
export const INDEX_REPLACED = 'landing:index-replaced';

/** The environment in which a landing ends at a fault point, or at `INDEX_REPLACED`. */
export function dieAt(point: string): Record<string, string> {
  return point === INDEX_REPLACED ? dieAfterRename() : { PLANEX_FAULT_POINT: point };
}

/**
 * The index is renamed by a shell that goes on when planex is killed, so that this takes both at once: an `mv` that does
 * its work and then kills the shell and planex, as a machine that loses power would.
 */
function dieAfterRename(): Record<string, string> {
  const folder = makeFolder('planex-mv-');
  const file = join(folder, 'mv');
  const lines = [
    '#!/bin/sh',
    '/bin/mv "$@"',
    'read -r pid name state planex rest < "/proc/$PPID/stat"',
    'kill -9 "$PPID" "$planex"',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}
