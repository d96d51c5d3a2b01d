import { readFileSync } from 'node:fs';

/** What tells one process from every other, also after its pid was given to a new one. */
export interface ProcessIdentity {
  pid: number;
  /** As read by `readProcessStart`. */
  startTime: string;
  /** As read by `readBootId`. Start times count from boot, so without it a process of an earlier boot could match. */
  bootId?: string | undefined;
}

/**
 * When the kernel started a process: clock ticks since boot on Linux (`/proc/<pid>/stat`), a date to the second
 * elsewhere (`ps`). Undefined when there is no such process. A process that ended but was not yet reaped still has one.
 */
export function readProcessStart(pid: number): string | undefined {
  if (process.platform === 'linux') return readStat(pid)?.startTime;
  return ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

/** The id of the machine's current boot, or an empty string where the system does not tell. */
export function readBootId(): string {
  if (process.platform !== 'linux') return ask('sysctl', ['-n', 'kern.bootsessionuuid']) ?? '';
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** True while exactly this process runs; false for one that ended, a zombie, or a later process with the same pid. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  if (identity.bootId !== undefined && identity.bootId !== readBootId()) return false;
  if (process.platform !== 'linux') return readProcessStart(identity.pid) === identity.startTime;
  const stat = readStat(identity.pid);
  return stat !== undefined && stat.startTime === identity.startTime && !stat.ended;
}

/** True for a process that was told to stand still (SIGSTOP, Ctrl-Z, a debugger) and does nothing until it is continued. */
export function isStopped(pid: number): boolean {
  if (process.platform === 'linux') return readStat(pid)?.stopped === true;
  return ask('ps', ['-o', 'stat=', '-p', String(pid)])?.startsWith('T') === true;
}

/** What planex needs of one line of `/proc/<pid>/stat`. */
export interface ProcessStat {
  /** True for a zombie: it ended and only waits for its parent to take notice. */
  ended: boolean;
  /** True while it stands still, see `isStopped`. */
  stopped: boolean;
  /** True for a part of the kernel: it runs no program, and so has no environment. */
  isKernel: boolean;
  parent: number;
  group: number;
  session: number;
  /** Clock ticks since boot. */
  startTime: string;
}

/** `PF_KTHREAD` in the kernel's own words. */
const OF_KERNEL = 0x0020_0000;

/** The kernel's line about a process, or undefined when there is none. Linux only. */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reads `pid (name) state parent group session …`, where the name may itself hold blanks and brackets. */
export function parseStat(line: string): ProcessStat | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // The start time is field 22 of the line; the fields after the name begin with the third.
  const startTime = fields[22 - 3];
  if (startTime === undefined) return undefined;
  const [state = '', parent, group, session] = fields;
  const flags = Number(fields[9 - 3]);
  return {
    ended: state === 'Z' || state === 'X',
    stopped: state === 'T' || state === 't',
    isKernel: (flags & OF_KERNEL) !== 0,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime,
  };
}

function ask(file: string, args: string[]): string | undefined {
  try {
    // Loaded here: on Linux nothing is asked, and loading takes time at every start.
    const answer = process
      .getBuiltinModule('node:child_process')
      .execFileSync(file, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        // The date that `ps` prints depends on these, and it is compared as text.
        env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
        timeout: 5_000,
      })
      .trim();
    return answer === '' ? undefined : answer;
  } catch {
    return undefined;
  }
}
