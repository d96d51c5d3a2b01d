import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readStat } from '../process-identity.ts';

const POLL_MS = 20;
const MAKING = 'PLANEX_MAKES_WORK_TREE';

/** How long orphaned processes are waited for, in milliseconds. */
interface Patience {
  /** Until they are asked to end. */
  finishMs: number;
  /** From then on until they are made to. */
  graceMs: number;
}

const PATIENCE: Patience = { finishMs: 10_000, graceMs: 3_000 };

/**
 * Waits until the git processes that a dead planex started for a run have ended by themselves, and ends those that do
 * not. Without `/proc` none can be found.
 */
export async function endOrphanedGit(runId: string, patience: Patience = PATIENCE): Promise<void> {
  await endMarked([`PLANEX_RUN=${runId}`], patience);
}

/**
 * The same for those that work in a work tree of which a dead planex had taken hold: what they still clean or check out
 * there would be taken from whoever gets it next.
 */
export async function endOrphanedIn(workTree: string, patience: Patience = PATIENCE): Promise<void> {
  await endMarked([`GIT_WORK_TREE=${workTree}`, `${MAKING}=${workTree}`], patience);
}

/** What the environment of a git that makes a work tree has by which `endOrphanedIn` finds it: it cannot work in that one yet. */
export function markMaking(workTree: string): Record<string, string> {
  return { [MAKING]: workTree };
}

async function endMarked(marks: readonly string[], { finishMs, graceMs }: Patience): Promise<void> {
  if (await waitUntilGone(marks, finishMs)) return;
  signalAll(marks, 'SIGTERM');
  if (await waitUntilGone(marks, graceMs)) return;
  signalAll(marks, 'SIGKILL');
  await waitUntilGone(marks, graceMs);
}

async function waitUntilGone(marks: readonly string[], limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (findMarked(marks).length > 0) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function signalAll(marks: readonly string[], signal: NodeJS.Signals): void {
  for (const pid of findMarked(marks)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended on its own.
    }
  }
}

function findMarked(marks: readonly string[]): number[] {
  const own = listOwnLine();
  const isMarked = (pid: number): boolean =>
    readFields(pid, 'environ').some((field) => marks.includes(field));
  return listPids().filter((pid) => !own.has(pid) && isMarked(pid) && isOfLanding(pid));
}

// A file system monitor that git starts lives on by design; a process that ended has no command line.
function isOfLanding(pid: number): boolean {
  const words = readFields(pid, 'cmdline');
  return words.length > 1 && !words.includes('fsmonitor--daemon');
}

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** This process and those it descends from, which may carry the mark of a run that called planex. */
function listOwnLine(): Set<number> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 1 && !line.has(pid); pid = readStat(pid)?.parent ?? 0) line.add(pid);
  return line;
}

function readFields(pid: number, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    // It ended, or belongs to another user.
    return [];
  }
}
