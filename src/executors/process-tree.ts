import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../process-identity.ts';
import { type ProcessEntry, readNewestPid, readProcessTable } from './process-table.ts';

/**
 * Name of the environment variable that marks every process of a run. A marker `run.part` is of one part of the run: what
 * ends the part leaves other parts alone, and what ends the run ends all of them.
 */
export const MARKER_VARIABLE = 'PLANEX_RUN';

/** What belongs together: everything below a session leader that planex started, everything that carries a marker, or both. */
export interface ProcessTree {
  /** Pid of a process that leads its own session and is known to be ours, alive or only just ended. */
  leader?: number;
  marker?: string;
  /** Start time of the first process that may carry the marker, as `readProcessStart` reads it; without it any may. */
  firstStart?: string;
}

/** What ending a tree came to. */
export interface TreeEnd {
  /** How many processes, other than the leader, were found running and signalled. */
  ended: number;
  /** How many still run although they were sent KILL. */
  survivors: number;
}

/** What one look at the processes has shown. */
export interface TreeLook {
  running: ProcessEntry[];
  /** False when it may have missed one: a process was born meanwhile, or one has no environment that could say whose it is. */
  isCertain: boolean;
}

/** How long after KILL a process may take to vanish before it is called a survivor. */
const KILL_WAIT_MS = 5_000;
const POLL_MS = 20;

/**
 * Finds the running processes of a tree: the leader's session (which holds its process group), every process whose
 * environment at its start carried the marker, and all children of these.
 *
 * What leaves the session with `setsid` or a double fork keeps the marker; what wipes its environment stays in the
 * session. A process that does both *and* loses its parent is found only if it is among `known`, the processes of an
 * earlier look. Without `/proc` (macOS) markers cannot be read: there only the process group and its children are found.
 */
export function findTree(tree: ProcessTree, known: readonly ProcessEntry[] = []): TreeLook {
  const newest = readNewestPid();
  const table = readProcessTable().filter((entry) => entry.pid !== process.pid);
  const knownStart = new Map(known.map((entry) => [entry.pid, entry.startTime]));
  const found = new Map<number, ProcessEntry>();
  let isCertain = newest !== undefined;
  for (const entry of table) {
    const inSession =
      tree.leader !== undefined && (entry.pid === tree.leader || entry.session === tree.leader);
    const isKnown = knownStart.get(entry.pid) === entry.startTime;
    const marked =
      isKnown || inSession || tree.marker === undefined || !mayCarryMarker(entry, tree)
        ? 'no'
        : readMark(entry.pid, tree.marker);
    if (marked === 'not-yet') isCertain = false;
    if (isKnown || inSession || marked === 'yes') found.set(entry.pid, entry);
  }
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const entry of table) if (found.has(entry.parent)) found.set(entry.pid, entry);
  }
  return { running: [...found.values()], isCertain: isCertain && readNewestPid() === newest };
}

/** To read an environment costs more than all the rest, and most processes on a machine are older than a run. */
function mayCarryMarker({ isKernel, startTime }: ProcessEntry, { firstStart }: ProcessTree): boolean {
  if (isKernel) return false;
  // Ticks since boot; a date elsewhere, but there nobody tells a marker either.
  return firstStart === undefined || Number(startTime) >= Number(firstStart);
}

/** The running processes that carry this marker, and their children. */
export function findMarked(marker: string): ProcessEntry[] {
  return findTree({ marker }).running;
}

/** Ends every process that carries this marker; returns how many there were. For what a dead daemon left behind. */
export async function sweepMarked(marker: string, graceMs: number): Promise<number> {
  return (await endTree({ marker }, graceMs)).ended;
}

/**
 * Ends a process that planex started earlier, and its session, if it is still the same process. Returns false, and
 * does nothing, when that process is gone; its pid and its group may by then belong to somebody else.
 */
export async function endProcess(pid: number, startTime: string, graceMs: number): Promise<boolean> {
  if (!isSameProcess({ pid, startTime })) return false;
  await endTree({ leader: pid }, graceMs);
  return true;
}

/**
 * Ends a tree: TERM to each process as it is found, KILL to what is left after `graceMs`. Resolves when a look finds
 * nothing and is certain of it, or two in a row find nothing: a process that is just then replacing its program shows no
 * environment for an instant.
 */
export async function endTree(tree: ProcessTree, graceMs: number): Promise<TreeEnd> {
  const graceEndsAt = performance.now() + graceMs;
  let killedAt = Infinity;
  const told = new Set<string>();
  let running: ProcessEntry[] = [];
  let quietLooks = 0;
  while (quietLooks < 2) {
    const look = findTree(tree, running);
    ({ running } = look);
    if (running.length === 0 && look.isCertain) break;
    quietLooks = running.length === 0 ? quietLooks + 1 : 0;
    const now = performance.now();
    if (running.length > 0 && now > killedAt + KILL_WAIT_MS) {
      return { ended: countOthers(told, tree), survivors: running.length };
    }
    const isOver = now >= graceEndsAt;
    signalTree(running, tree, isOver ? 'KILL' : 'TERM', told);
    // Not from the end of the grace: whoever was stopped himself meanwhile has not killed anything yet.
    if (isOver) killedAt = Math.min(killedAt, now);
    if (quietLooks < 2) await sleep(POLL_MS);
  }
  return { ended: countOthers(told, tree), survivors: 0 };
}

function signalTree(
  running: ProcessEntry[],
  tree: ProcessTree,
  how: 'TERM' | 'KILL',
  told: Set<string>,
): void {
  // The group first: one call reaches all of it, also a child that is being forked at this instant.
  if (how === 'KILL' && running.some((entry) => entry.group === tree.leader))
    send(-(tree.leader ?? 0), 'SIGKILL');
  for (const { pid, startTime } of running) {
    const name = `${pid}@${startTime}`;
    if (how === 'KILL') send(pid, 'SIGKILL');
    else if (!told.has(name)) {
      send(pid, 'SIGTERM');
      // A stopped process takes notice of TERM only when it goes on.
      send(pid, 'SIGCONT');
    }
    told.add(name);
  }
}

function countOthers(told: Set<string>, tree: ProcessTree): number {
  return [...told].filter((name) => !name.startsWith(`${tree.leader}@`)).length;
}

function send(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, or belongs to another user; the next look tells.
  }
}

/** Whether a process carries a marker; `not-yet` when it has no environment, as in the instant in which it begins a program. */
export function readMark(pid: number, marker: string): 'yes' | 'no' | 'not-yet' {
  if (process.platform !== 'linux') return 'no';
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    if (environment === '') return 'not-yet';
    const entry = `\0${MARKER_VARIABLE}=${marker}`;
    const text = `\0${environment}\0`;
    return text.includes(`${entry}\0`) || text.includes(`${entry}.`) ? 'yes' : 'no';
  } catch {
    return 'no';
  }
}
