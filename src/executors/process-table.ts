import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readStat } from '../process-identity.ts';

/** One running process; zombies are left out. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  /** Id of the process that leads its session. Outside of Linux the group stands in for it. */
  session: number;
  /** As `readProcessStart` reads it. */
  startTime: string;
  /** True for a part of the kernel, which has no environment. */
  isKernel: boolean;
}

/** Every process that runs now and that this system shows to us. */
export function readProcessTable(): ProcessEntry[] {
  return process.platform === 'linux' ? readFromProc() : readFromPs();
}

/** The newest pid that was given out here: as long as it stays the same, no process was born. Undefined where nobody tells. */
export function readNewestPid(): number | undefined {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1));
  } catch {
    return undefined;
  }
}

function readFromProc(): ProcessEntry[] {
  const table: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name));
    if (stat === undefined || stat.ended) continue;
    const { parent, group, session, startTime, isKernel } = stat;
    table.push({ pid: Number(name), parent, group, session, startTime, isKernel });
  }
  return table;
}

function readFromPs(): ProcessEntry[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
  }).split('\n');
  return lines.flatMap(parsePsLine);
}

/** Reads one line of `ps -o pid=,ppid=,pgid=,stat=,lstart=`; nothing for a zombie or a line of another shape. */
export function parsePsLine(line: string): ProcessEntry[] {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
  if (match === null) return [];
  const [, pid, parent, group, state = '', startTime = ''] = match;
  if (state.startsWith('Z')) return [];
  return [
    {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      startTime,
      isKernel: false,
    },
  ];
}
