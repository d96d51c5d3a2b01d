import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import type { Look } from './look.ts';
import type { Ports } from './ports.ts';

/** Tells the event log what a look brought to light, each thing once. */
export interface Reporter {
  report(look: Look): Promise<void>;
}

/** A reporter that remembers which bytes of which artifact it has spoken of. */
export function createReporter(ports: Ports): Reporter {
  const diagnosed = new Map<string, string>();
  const at = (): string => new Date(ports.nowMs()).toISOString();

  const reportDiagnostics = ({ observation }: Look): void => {
    for (const entry of observation.entries) {
      if (diagnosed.get(entry.path) === entry.digest) continue;
      diagnosed.set(entry.path, entry.digest);
      const errors = entry.diagnostics.filter((one) => one.severity === 'error');
      if (errors.length === 0) continue;
      ports.events.append({
        type: 'artifact:refused',
        at: at(),
        artifact: entry.path,
        kind: entry.artifact.kind,
        label: entry.artifact.label,
        message: errors.map((one) => formatDiagnostic(entry.path, one)).join('\n'),
      });
    }
  };

  const reportFinished = async ({ observation, decision }: Look): Promise<void> => {
    const done = new Set(
      decision.verdicts.filter((verdict) => verdict.status === 'done').map((verdict) => verdict.taskId),
    );
    for (const entry of observation.entries) {
      if (entry.tasks.length === 0 || !entry.tasks.every((task) => done.has(task.id))) continue;
      const record = await ports.records.artifact(entry.path);
      if (!record.data.unreported) continue;
      ports.events.append({
        type: 'issue:done',
        at: at(),
        artifact: entry.path,
        label: entry.artifact.label,
        message: `${entry.artifact.label}: ${entry.tasks.length === 1 ? 'its task is' : `all ${entry.tasks.length} tasks are`} done`,
      });
      await record.update((data) => {
        data.unreported = false;
      });
    }
  };

  return {
    async report(look) {
      reportDiagnostics(look);
      await reportFinished(look);
    },
  };
}
