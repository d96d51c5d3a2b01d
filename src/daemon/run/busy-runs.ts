import { errorMessage } from '../../errors.ts';
import { explainStorageError } from '../../storage-error.ts';
import type { RunRecord, RunStep } from '../../tasks/run-record.ts';
import type { Ports } from '../ports.ts';
import { endFailed } from './end-run.ts';
import { performRun } from './perform-run.ts';
import type { EndedWork, EndingWord, RunJob, StopCause } from './run-job.ts';

/** The runs that this process is at work on. */
export interface BusyRuns {
  /** Carries a run out from the step it is in; `abort` ends it. */
  start(job: RunJob, abort: AbortController, from?: RunStep): void;
  has(runId: string): boolean;
  /** How the work of a run ended that an error of the disk cut off before that was recorded. */
  findEnded(runId: string): EndedWork | undefined;
  count(): number;
  /** The task of each run. */
  listTasks(): string[];
  /** Ends those runs at a person's word; resolves when they have ended, false when there was none. */
  cancel(isMeant: (run: RunRecord) => boolean, word: EndingWord): Promise<boolean>;
  /** Tells all runs to end now, also those that are just beginning. */
  endAll(): void;
  /** Resolves when those that are at work now have ended. */
  whenEnded(): Promise<void>;
}

interface BusyRun {
  job: RunJob;
  abort: AbortController;
  ended: Promise<void>;
}

/**
 * `onError` is told of what a run threw; `onEnded` of each run that is at work no more, be that its end or not.
 */
export function createBusyRuns(
  ports: Ports,
  { onError, onEnded }: { onError: (error: unknown) => void; onEnded: (run: RunRecord) => void },
): BusyRuns {
  const busy = new Map<string, BusyRun>();
  const unrecorded = new Map<string, EndedWork>();
  let ending = false;

  return {
    start(job, abort, from) {
      const { runId } = job.run.data;
      unrecorded.delete(runId);
      // It was being claimed or taken up when all were told to end.
      if (ending) abort.abort('shutdown' satisfies StopCause);
      const ended = performRun(job, from)
        .catch(async (error: unknown) => {
          onError(error);
          // As after a death: what is on disk says where the run is, and it is taken up when there is room.
          if (explainStorageError(error) !== undefined) {
            const { ended: work, run } = job;
            const isKnown = work !== undefined && run.data.step === 'executing' && !abort.signal.aborted;
            if (isKnown) unrecorded.set(runId, work);
            return;
          }
          await ports.execution.sweep(runId);
          await endFailed(job, { code: 'internal', message: errorMessage(error) });
        })
        .catch(onError)
        .finally(() => {
          busy.delete(runId);
          onEnded(job.run.data);
        });
      busy.set(runId, { job, abort, ended });
    },
    has: (runId) => busy.has(runId),
    findEnded: (runId) => unrecorded.get(runId),
    count: () => busy.size,
    listTasks: () => [...busy.values()].map(({ job }) => job.run.data.taskId),
    async cancel(isMeant, word) {
      const runs = [...busy.values()].filter(({ job }) => isMeant(job.run.data));
      for (const run of runs) run.abort.abort(word satisfies StopCause);
      await Promise.all(runs.map((run) => run.ended));
      return runs.length > 0;
    },
    endAll() {
      ending = true;
      for (const run of busy.values()) run.abort.abort('shutdown' satisfies StopCause);
    },
    async whenEnded() {
      await Promise.all([...busy.values()].map((run) => run.ended));
    },
  };
}
