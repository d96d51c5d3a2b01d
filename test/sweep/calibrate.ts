import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { liveOnce } from './daemon.ts';
import { findViolations } from './invariants.ts';
import type { Traces } from './kill-plan.ts';
import { compare, type Photograph, photograph } from './photograph.ts';
import type { Scene } from './scene.ts';
import { commitAsUser } from './user.ts';

/** What the sweep measures everything by. */
export interface Standard {
  expected: Photograph;
  traces: Traces;
}

/** Kills after which a recovery has much to do; the points that it passes are found by tracing it. */
const TELLING = [
  'landing:journal-written#1',
  'landing:ref-prepared#1',
  'landing:files-begun#2',
  'landing:files-written#2',
  'run-process:started#1',
  'workspace-commit:committed#1',
];

/** Lets some runs go undisturbed and some recoveries too, and notes what they pass. Throws when these alone go wrong. */
export async function calibrate(makeScene: () => Promise<Scene>): Promise<Standard> {
  const passings = new Map<string, number>();
  const first = await watchUndisturbed(makeScene);
  for (const point of first.points) passings.set(point, (passings.get(point) ?? 0) + 1);
  const second = await watchUndisturbed(makeScene);
  const differences = compare(second.end, first.end);
  if (differences.length > 0) throw new Error(`undisturbed runs end differently:\n${differences.join('\n')}`);

  const recovery = new Map<string, string>();
  for (const cause of TELLING) {
    for (const point of await traceRecovery(makeScene, cause)) {
      if (!recovery.has(point)) recovery.set(point, cause);
    }
  }
  return {
    expected: first.end,
    traces: { passings, recovery, doneMs: Math.max(first.doneMs, second.doneMs) },
  };
}

async function watchUndisturbed(
  makeScene: () => Promise<Scene>,
): Promise<{ end: Photograph; points: string[]; doneMs: number }> {
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

async function traceRecovery(makeScene: () => Promise<Scene>, point: string): Promise<string[]> {
  const scene = await makeScene();
  try {
    const trace = join(scene.folder, 'trace');
    const life = await liveOnce(scene, { killAt: { kind: 'point', point } });
    if (!life.killed) return [];
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
