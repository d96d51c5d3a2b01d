import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readStat } from '../process-identity.ts';

const POLL_MS = 20;
/** In one look alone, a process may have begun after the others were listed. */
const QUIET_LOOKS = 2;
/** Where a process shows no environment: those of which that stays so belong to others. */
const QUIET_LOOKS_IN_DOUBT = 10;
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
  if (await waitUntilGone(marks, graceMs, 'SIGTERM')) return;
  await waitUntilGone(marks, graceMs, 'SIGKILL');
}

/** Sends the signal, where one is named, once to each as it is found. */
async function waitUntilGone(
  marks: readonly string[],
  limitMs: number,
  signal?: NodeJS.Signals,
): Promise<boolean> {
  const told = new Set<number>();
  const deadline = performance.now() + limitMs;
  for (let quietLooks = 0; ; ) {
    const { marked, isCertain } = findMarked(marks);
    for (const pid of marked) {
      if (signal !== undefined && !told.has(pid)) send(pid, signal);
      told.add(pid);
    }
    quietLooks = marked.length === 0 ? quietLooks + 1 : 0;
    if (quietLooks >= (isCertain ? QUIET_LOOKS : QUIET_LOOKS_IN_DOUBT)) return true;
    if (marked.length > 0 && performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended on its own.
  }
}

interface MarkedProcesses {
  marked: number[];
  /** False when a process has no environment that could say whose it is: one that is just then replacing its program has none. */
  isCertain: boolean;
}

function findMarked(marks: readonly string[]): MarkedProcesses {
  const own = listOwnLine();
  const seen: MarkedProcesses = { marked: [], isCertain: true };
  for (const pid of listPids()) {
    if (own.has(pid)) continue;
    const fields = readFields(pid, 'environ');
    if (fields.some((field) => marks.includes(field))) {
      if (isOfLanding(pid)) seen.marked.push(pid);
    } else if (fields.length === 1 && mayHaveMark(pid)) seen.isCertain = false;
  }
  return seen;
}

/** Of processes whose environment is empty: one that ended, or is a part of the kernel, never has one. */
function mayHaveMark(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && !stat.ended && !stat.isKernel;
}

// A file system monitor that git starts lives on by design.
function isOfLanding(pid: number): boolean {
  return readStat(pid)?.ended === false && !readFields(pid, 'cmdline').includes('fsmonitor--daemon');
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
