import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadProgram } from '../compose/daemon/load-program.ts';
import { spareOptimiser } from '../compose/daemon/spare-memory.ts';
import type { stayInForeground } from './foreground.ts';
import type { Terminal } from './terminal.ts';

/** Loads the daemon, which the build has made one program, and is it until it is told to stop; resolves to the exit code. */
export async function loadForeground(cwd: string, io: Terminal): Promise<number> {
  spareOptimiser();
  const { exports, keepCode } = loadProgram<Foreground>(findProgram(import.meta.dirname));
  return exports.stayInForeground(cwd, io, ...(keepCode === undefined ? [] : [keepCode]));
}

interface Foreground {
  stayInForeground: typeof stayInForeground;
}

/** It lies in a folder beside the entry; the commands are in another one there. */
function findProgram(folder: string): string {
  const file = join(folder, 'daemon', 'program.js');
  return existsSync(file) ? file : join(dirname(folder), 'daemon', 'program.js');
}
