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
 * A shell has the branch committed once the index is renamed, even when planex is killed there. So that this takes both
 * at once, as a machine that loses power would, the shell ends where it would look at the index.
 */
function dieAfterRename(): Record<string, string> {
  const folder = makeFolder('planex-sh-');
  const file = join(folder, 'sh');
  const lines = [
    '#!/bin/sh',
    `case "$2" in *'[ -e "$second" ]'*) script=\${2%%'[ -e "$second" ]'*}; shift 2; exec /bin/sh -c "$script exit 1" "$@" ;; esac`,
    'exec /bin/sh "$@"',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
  const PATH = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
  return { PATH, PLANEX_FAULT_POINT: 'landing:index-renamed' };
}
