import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import { keepReport } from './keep-report.ts';
import type { Look } from './look.ts';
import type { Ports } from './ports.ts';

/** Tells the event log what a look brought to light, each thing once. */
export interface Reporter {
  report(look: Look): Promise<void>;
}

/** A reporter that remembers which bytes of which artifact it has spoken of. */
export function createReporter(ports: Ports): Reporter {
  const diagnosed = new Map<string, string>();
  /** Artifacts that an earlier planex left to be reported, and may have reported in the instant before it died. */
  let inherited: Set<string> | undefined;
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
      if (!inherited?.has(entry.path) || !(await ports.events.isDoneLastWord(entry.path))) {
        await keepReport(ports, entry, record.data);
        ports.events.append(describeDone(entry, at()));
      }
      await record.update((data) => {
        data.unreported = false;
      });
    }
  };

  return {
    async report(look) {
      inherited ??= await readUnreported(ports, look);
      reportDiagnostics(look);
      await reportFinished(look);
    },
  };
}

async function readUnreported(ports: Ports, { observation }: Look): Promise<Set<string>> {
  const records = await ports.records.listArtifacts(observation.entries.map((entry) => entry.path));
  return new Set(records.filter((record) => record.unreported).map((record) => record.path));
}

function describeDone({ path, artifact: { label }, tasks }: CatalogueEntry, at: string): PlanexEvent {
  const what = tasks.length === 1 ? 'its task is' : `all ${tasks.length} tasks are`;
  return { type: 'issue:done', at, artifact: path, label, message: `${label}: ${what} done` };
}
