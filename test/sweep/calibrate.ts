import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { liveOnce } from './daemon.ts';
import { damageRecords } from './damage.ts';
import { findViolations } from './invariants.ts';
import { inTurns } from './in-turns.ts';
import { type KillBegin, parseBegin, type WorkName } from './kill.ts';
import type { Traces } from './kill-plan.ts';
import type { SweepOptions } from './options.ts';
import { compare, type Photograph, photograph } from './photograph.ts';
import type { Scene } from './scene.ts';
import { commitAsUser } from './user.ts';

/** What the sweep measures the kills of one work by. */
export interface Standard {
  expected: Photograph;
  traces: Traces;
}

/** Kills after which a recovery has much to do; the points that it passes are found by tracing it. */
const TELLING: Record<WorkName, readonly string[]> = {
  plain: [
    'landing:journal-written#1',
    'landing:ref-prepared#1',
    'landing:files-begun#2',
    'landing:files-written#2',
    'run-process:started#1',
    'workspace-commit:committed#1',
    'landing:ref-prepared#1+journals',
    'run-process:started#1+claims',
  ],
  judged: ['run-process:started#1', 'workspace-commit:committed#1', 'landing:files-written#1'],
};

/**
 * Lets some runs of a work go undisturbed and some recoveries too, `jobs` at the same time, and notes what they pass.
 * Throws when these alone go wrong. Recoveries are of no use where the kills are given.
 */
export async function calibrate(
  work: WorkName,
  makeScene: () => Promise<Scene>,
  { jobs, only }: Pick<SweepOptions, 'jobs' | 'only'>,
): Promise<Standard> {
  const passings = new Map<string, number>();
  const causes = only.length > 0 ? [] : TELLING[work].map(parseBegin);
  const recoveries = new Map<KillBegin, string[]>();
  const undisturbed: Undisturbed[] = [];
  const watch = async (): Promise<void> => void undisturbed.push(await watchUndisturbed(makeScene));
  await inTurns(jobs, [
    watch,
    watch,
    ...causes.map((cause) => async (): Promise<void> => {
      recoveries.set(cause, await traceRecovery(makeScene, cause));
    }),
  ]);
  const [first, second] = undisturbed;
  if (first === undefined || second === undefined) throw new Error('no run went undisturbed');
  const differences = compare(second.end, first.end);
  if (differences.length > 0) throw new Error(`undisturbed runs end differently:\n${differences.join('\n')}`);
  for (const point of first.points) passings.set(point, (passings.get(point) ?? 0) + 1);

  const recovery = new Map<string, KillBegin>();
  for (const cause of causes) {
    for (const point of recoveries.get(cause) ?? []) {
      if (!recovery.has(point)) recovery.set(point, cause);
    }
  }
  return {
    expected: first.end,
    traces: { passings, recovery, doneMs: Math.max(first.doneMs, second.doneMs) },
  };
}

interface Undisturbed {
  end: Photograph;
  points: string[];
  doneMs: number;
}

async function watchUndisturbed(makeScene: () => Promise<Scene>): Promise<Undisturbed> {
  const scene = await makeScene();
  try {
    const trace = join(scene.folder, 'trace');
    const life = await liveOnce(scene, { trace });
    const { problem } = await commitAsUser(scene);
    const violations = await findViolations(scene);
    if (life.stuck !== undefined || problem !== undefined || violations.length > 0) {
      throw new Error(`an undisturbed run goes wrong: ${JSON.stringify({ life, problem, violations })}`);
    }
    return { end: await photograph(scene), points: await readTrace(trace), doneMs: life.doneMs ?? 0 };
  } finally {
    await scene.remove();
  }
}

async function traceRecovery(makeScene: () => Promise<Scene>, cause: KillBegin): Promise<string[]> {
  const scene = await makeScene();
  try {
    const trace = join(scene.folder, 'trace');
    const life = await liveOnce(scene, { killAt: cause.first });
    if (!life.killed) return [];
    if (cause.damage !== undefined) await damageRecords(scene, cause.damage);
    await liveOnce(scene, { trace });
    return await readTrace(trace);
  } finally {
    await scene.remove();
  }
}

async function readTrace(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
