import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readStat } from '../process-identity.ts';

const POLL_MS = 20;

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
  await endMarked(`PLANEX_RUN=${runId}`, patience);
}

/**
 * The same for those that work in a work tree of which a dead planex had taken hold: what they still clean or check out
 * there would be taken from whoever gets it next.
 */
export async function endOrphanedIn(workTree: string, patience: Patience = PATIENCE): Promise<void> {
  await endMarked(`GIT_WORK_TREE=${workTree}`, patience);
}

async function endMarked(mark: string, { finishMs, graceMs }: Patience): Promise<void> {
  if (await waitUntilGone(mark, finishMs)) return;
  signalAll(mark, 'SIGTERM');
  if (await waitUntilGone(mark, graceMs)) return;
  signalAll(mark, 'SIGKILL');
  await waitUntilGone(mark, graceMs);
}

async function waitUntilGone(mark: string, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (findMarked(mark).length > 0) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function signalAll(mark: string, signal: NodeJS.Signals): void {
  for (const pid of findMarked(mark)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended on its own.
    }
  }
}

function findMarked(mark: string): number[] {
  const own = listOwnLine();
  return listPids().filter(
    (pid) => !own.has(pid) && readFields(pid, 'environ').includes(mark) && isOfLanding(pid),
  );
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
