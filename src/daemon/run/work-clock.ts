import type { Violation } from '../../tasks/breach.ts';
import type { ArtifactRecord, TaskRecord } from '../../tasks/task-record.ts';
import { findMost, judgeNumber } from '../../tolerances/find-violations.ts';
import type { Limit } from '../../tolerances/limits.ts';
import { changeTask } from './end-run.ts';
import { readRunLimits } from './read-run-limits.ts';
import type { Overtime } from './overtime.ts';
import type { RunJob } from './run-job.ts';

/** Written down so often, so that the death of planex forgets no more than this. */
const TICK_MS = 15_000;
/** Runs whose time is remembered one by one. */
const MOST_RUNS = 50;

/** Measures how long a run works. */
export interface WorkClock {
  /** Fires when a limit on time is passed. */
  signal: AbortSignal;
  overtime: () => Overtime | undefined;
  stop(): Promise<void>;
}

/**
 * Starts to measure the time of a run whose tolerances limit that, on top of what earlier runs of its task, or of all tasks
 * of its plan, have worked. Only time at work counts: neither that of a machine asleep nor that between runs.
 */
export async function startWorkClock(job: RunJob): Promise<WorkClock> {
  const abort = new AbortController();
  const limits = await readRunLimits(job);
  const timed = limits.limits.flatMap((limit) =>
    limit.measure.kind === 'time' ? [{ ...limit, measure: limit.measure }] : [],
  );
  if (timed.length === 0) return { signal: abort.signal, overtime: () => undefined, stop: async () => {} };

  const { runId, digest } = job.run.data;
  let overtime: Overtime | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;
  let stopped = false;
  let last = performance.now();
  const tick = async (): Promise<void> => {
    const now = performance.now();
    const more = now - last;
    last = now;
    let leftMs = TICK_MS;
    await changeTask(job, (task, artifact) => {
      addWork(task, { run: runId, digest, ms: more });
      const judged = timed.map((limit) => judgeTime(limit, job, task, artifact));
      leftMs = Math.min(leftMs, ...judged.map((one) => one.leftMs));
      const violations = judged.flatMap((one) => one.violations);
      if (violations.length > 0) overtime = { violations, limits };
    });
    if (overtime !== undefined) abort.abort('overtime');
    else if (!stopped) timer = setTimeout(begin, Math.max(1, Math.ceil(leftMs) + 1));
  };
  const begin = (): void => {
    ticking = tick().catch((error: unknown) => {
      // What cannot be written down cannot be held to.
      abort.abort(error);
    });
  };
  begin();
  await ticking;
  return {
    signal: abort.signal,
    overtime: () => overtime,
    async stop() {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      await ticking;
      clearTimeout(timer);
      // A run that has ended is no other for a time that could not be written down.
      if (overtime === undefined) await tick().catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

function judgeTime(
  limit: Limit & { measure: { kind: 'time'; limitMs: number } },
  { run }: RunJob,
  task: TaskRecord,
  artifact: ArtifactRecord,
): { leftMs: number; violations: Violation[] } {
  const { digest } = run.data;
  const grants = artifact.grants ?? [];
  const worked = limit.each ? sumWork([task], digest) : sumWork(Object.values(artifact.tasks), undefined);
  const upTo = worked + limit.measure.limitMs;
  const measured = `${describeMs(worked)} of work`;
  const violations = judgeNumber(limit, worked, { digest, grants }, { measured, upTo });
  return { leftMs: findMost(limit, { digest, grants }) - worked, violations };
}

/** Milliseconds that runs have worked: for one meaning of a task, or for all. */
function sumWork(tasks: readonly TaskRecord[], digest: string | undefined): number {
  return tasks
    .flatMap((task) => task.worked ?? [])
    .filter((one) => digest === undefined || one.digest === digest)
    .reduce((sum, { ms }) => sum + ms, 0);
}

function addWork(task: TaskRecord, { run, digest, ms }: { run: string; digest: string; ms: number }): void {
  const worked = (task.worked ??= []);
  const known = worked.find((one) => one.run === run);
  if (known !== undefined) known.ms += ms;
  else worked.push({ run, digest, ms });
  const [first, second] = worked;
  if (worked.length <= MOST_RUNS || first === undefined || second === undefined) return;
  const sameDigest = first.digest === second.digest;
  worked.splice(0, 2, { ...second, ms: second.ms + (sameDigest ? first.ms : 0) });
}

function describeMs(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${(ms / 1_000).toFixed(1)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
