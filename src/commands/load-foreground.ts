import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadProgram } from '../compose/daemon/load-program.ts';
import { spareOptimiser } from '../compose/daemon/spare-memory.ts';
import type { stayInForeground } from './foreground.ts';
import type { Terminal } from './terminal.ts';

/** Loads the daemon, which the build has made one program, and is it until it is told to stop; resolves to the exit code. */
export async function loadForeground(cwd: string, io: Terminal): Promise<number> {
  for (const name of PARTS_OF_NODE) process.getBuiltinModule(name);
  spareOptimiser();
  const { exports, keepCode } = loadProgram<Foreground>(findProgram(import.meta.dirname));
  return exports.stayInForeground(cwd, io, ...(keepCode === undefined ? [] : [keepCode]));
}

/** What the daemon needs of Node: loaded before flags are set, with which Node would compile it rather than take what it came with. */
const PARTS_OF_NODE = [
  'node:child_process',
  'node:cluster',
  'node:crypto',
  'node:fs/promises',
  'node:http',
  'node:perf_hooks',
  'node:readline',
  'node:stream/promises',
  'node:timers/promises',
  'node:zlib',
];

interface Foreground {
  stayInForeground: typeof stayInForeground;
}

/** It lies in a folder beside the entry; the commands are in another one there. */
function findProgram(folder: string): string {
  const file = join(folder, 'daemon', 'program.js');
  return existsSync(file) ? file : join(dirname(folder), 'daemon', 'program.js');
}
