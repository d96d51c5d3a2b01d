import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlanexEvent } from '../../src/tasks/event.ts';
import type { ProgramEnd, RunningProgram } from './run-program.ts';
import type { Scene } from './scene.ts';

const PATIENCE_MS = 180_000;

/** How one life of a daemon went. */
export interface Life {
  end: ProgramEnd;
  /** True when it was ended by KILL. */
  killed: boolean;
  /** Set when it had to be ended because nothing came of it. */
  stuck?: string;
  /** Milliseconds from its start until everything was done. */
  doneMs?: number;
}

/** When a daemon is to be killed: at a fault point, or after some milliseconds. */
export type KillAt = { kind: 'point'; point: string } | { kind: 'moment'; afterMs: number };

/**
 * Runs a daemon until every artifact is reported done and its draft is refined, then stops it as its user would; or until it is killed. What it
 * says on its output is the signal to look, so nothing is polled.
 */
export async function liveOnce(
  scene: Scene,
  options: { killAt?: KillAt | undefined; trace?: string } = {},
): Promise<Life> {
  const { killAt, trace } = options;
  const startedAt = performance.now();
  let doneMs: number | undefined;
  let stuck: string | undefined;
  let program: RunningProgram | undefined;
  const look = (): void => {
    if (doneMs !== undefined || stuck !== undefined) return;
    const events = readEvents(scene);
    const failure = events.find((event) => event.type === 'issue:failed');
    if (failure !== undefined) stuck = failure.message;
    else if (isDone(scene, events)) doneMs = performance.now() - startedAt;
    else return;
    program?.kill('SIGTERM');
  };
  program = scene.startPlanex(['start', '--foreground'], describeFault(killAt, trace), look);
  const timers: NodeJS.Timeout[] = [];
  if (killAt?.kind === 'moment') timers.push(setTimeout(() => program.kill('SIGKILL'), killAt.afterMs));
  timers.push(
    setTimeout(() => {
      stuck = `not done after ${PATIENCE_MS / 1000} s`;
      program.kill('SIGKILL');
    }, PATIENCE_MS),
  );
  const end = await program.ended;
  timers.forEach(clearTimeout);
  const killed = end.signal === 'SIGKILL' && stuck === undefined;
  if (!killed && stuck === undefined && doneMs === undefined) stuck = `ended by itself with ${end.code}`;
  return {
    end,
    killed,
    ...(stuck === undefined ? {} : { stuck: `${stuck}\n${end.stdout}${end.stderr}` }),
    ...(doneMs === undefined ? {} : { doneMs }),
  };
}

/** The environment by which a process of planex dies at a point or notes the points it passes. */
export function describeFault(killAt?: KillAt, trace?: string): NodeJS.ProcessEnv {
  return {
    ...(killAt?.kind === 'point' ? { PLANEX_FAULT_POINT: killAt.point } : {}),
    ...(trace === undefined ? {} : { PLANEX_FAULT_TRACE: trace }),
  };
}

/** True when nothing is left for a daemon to do. */
export function isDone(scene: Scene, events = readEvents(scene)): boolean {
  return isWorkDone(scene, events) && isRefined(scene);
}

/** True when every artifact is reported done. */
export function isWorkDone(scene: Scene, events = readEvents(scene)): boolean {
  const done = countDone(events);
  return scene.work.labels.every((label) => done.has(label));
}

// The record says it, not the log: one that was killed in between says no more that it is over.
function isRefined({ top, work }: Scene): boolean {
  if (work.refinedPlan === undefined) return true;
  const folder = join(top, dirname(work.refinedPlan), '.refine-plan-against-codex');
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.some(
    (file) =>
      file.endsWith('manifest.json') &&
      readFileSync(join(folder, file), 'utf8').includes('"completed_clean"'),
  );
}

/** How often each artifact was reported done. */
export function countDone(events: readonly PlanexEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'issue:done') counts.set(event.label, (counts.get(event.label) ?? 0) + 1);
  }
  return counts;
}

/** What planex has noted up to now. */
export function readEvents(scene: Scene): PlanexEvent[] {
  const file = join(scene.records, 'events.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line): PlanexEvent[] => parseLine(line));
}

// A line that a kill has cut off is none.
function parseLine(line: string): PlanexEvent[] {
  try {
    const event: PlanexEvent = JSON.parse(line);
    return [event];
  } catch {
    return [];
  }
}
