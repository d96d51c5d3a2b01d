import { readFileSync } from 'node:fs';
import { readStat } from '../process-identity.ts';
import { MARKER_VARIABLE } from './process-tree.ts';

/** More than any tree of processes is deep. */
const MOST_PARENTS = 200;

/**
 * The marker of the run that this process is a part of, or undefined. Where the variable was taken out of its environment, that of
 * a parent still has it; parents are known on Linux only.
 */
export function findRunAbove(): string | undefined {
  const own = process.env[MARKER_VARIABLE];
  if (own !== undefined && own !== '') return own;
  if (process.platform !== 'linux') return undefined;
  let pid = process.ppid;
  for (let count = 0; pid > 1 && count < MOST_PARENTS; count += 1) {
    const marker = readMarker(pid);
    if (marker !== undefined) return marker;
    pid = readStat(pid)?.parent ?? 0;
  }
  return undefined;
}

/** What the environment of a process said at its start. */
function readMarker(pid: number): string | undefined {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const marker = entries.find((entry) => entry.startsWith(`${MARKER_VARIABLE}=`));
    return marker?.slice(MARKER_VARIABLE.length + 1) || undefined;
  } catch {
    // It has ended, or is another user's.
    return undefined;
  }
}
