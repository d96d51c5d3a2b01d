import type { StatusView } from '../../daemon/look/status-view.ts';
import { openRecords } from '../../state/records.ts';
import { describeLanding } from '../../tasks/describe-landing.ts';
import type { PlanexEvent } from '../../tasks/event.ts';

/** Landings of which planex died before it had told: the next one to start tells them in its log. */
export interface UntoldLandings {
  hear(event: PlanexEvent): void;
  /** In the words of the log, those of tasks that are done. */
  describe(folder: string, tasks: StatusView['tasks']): Promise<string[]>;
}

/** Knows them by what is heard of the runs. */
export function watchUntoldLandings(): UntoldLandings {
  /** The run of each task that was heard to land, and not that it has. */
  const landing = new Map<string, string>();
  return {
    hear(event) {
      if (event.type === 'run:step' && event.step === 'landing') landing.set(event.taskId, event.runId);
      if (event.type === 'task:landed') landing.delete(event.taskId);
    },
    async describe(folder, tasks) {
      const records = openRecords(folder, { access: 'read', onSpoilt: () => undefined });
      const lines = tasks.map(async ({ id, status, commit }) => {
        const runId = landing.get(id);
        if (status !== 'done' || commit === undefined || runId === undefined) return [];
        const run = (await records.run(runId).catch(() => undefined))?.data;
        if (run === undefined || (run.outcome !== undefined && run.outcome.kind !== 'landed')) return [];
        return [describeLanding({ ...run, taskId: id }, commit)];
      });
      return (await Promise.all(lines)).flat();
    },
  };
}
