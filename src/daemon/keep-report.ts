import { type ReportedTask, writeCompletionReport } from '../issues/completion-report.ts';
import { spendKey } from '../tasks/call-totals.ts';
import type { Task } from '../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { Ports } from './ports.ts';

/** Writes the report on an artifact that is done into the folder of the last of its runs, if there is one yet. */
export async function keepReport(ports: Ports, entry: CatalogueEntry, record: ArtifactRecord): Promise<void> {
  const reported: ReportedTask[] = [];
  let last: { runId: string; endedAt: string } | undefined;
  for (const task of entry.tasks) {
    const known = record.tasks[task.key];
    const landing = known?.landed.findLast(({ digest }) => digest === task.digest);
    const run = landing === undefined ? undefined : await ports.records.readRun(landing.run);
    if (run !== undefined && (last === undefined || (run.endedAt ?? '') > last.endedAt)) {
      last = { runId: run.runId, endedAt: run.endedAt ?? '' };
    }
    const spent = ports.calls.read().tasks[spendKey(task.id, task.digest)];
    reported.push({
      key: task.key,
      title: task.title,
      backend: landing === undefined ? undefined : (landing.backend ?? 'not recorded'),
      model: findModel(ports, task, known, landing?.backend),
      tests: landing?.tests,
      commit: landing?.commit,
      durationMs:
        run?.endedAt === undefined ? undefined : Date.parse(run.endedAt) - Date.parse(run.startedAt),
      tokens: spent === undefined || spent.unknownTokens > 0 ? undefined : spent.tokens,
      files: run?.paths,
    });
  }
  if (last === undefined) return;
  const { label, title } = entry.artifact;
  await ports.records.keepReport(last.runId, writeCompletionReport(label, title, reported));
}

/** The model that the backend of a landing is asked for, where the task is routed to that backend. */
function findModel(
  ports: Ports,
  task: Task,
  record: TaskRecord | undefined,
  backend: string | undefined,
): string | undefined {
  const { route } = ports.execution.route(task, record);
  return route.kind === 'route' && route.backend === backend ? route.model : undefined;
}
