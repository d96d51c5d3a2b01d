import { type ReportedTask, writeIssueReport } from '../issues/issue-report.ts';
import { spendKey } from '../tasks/call-totals.ts';
import { resumeCommand } from '../tasks/failure-record.ts';
import type { Verdict } from '../tasks/reconcile.ts';
import { hasFailed } from '../tasks/has-failed.ts';
import { reportReason } from '../tasks/report-reason.ts';
import type { RunRecord } from '../tasks/run-record.ts';
import type { Task } from '../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../tasks/task-record.ts';
import type { CatalogueEntry } from './look/artifact-catalogue.ts';
import type { Ports } from './ports.ts';

/**
 * Writes the report on an artifact of which nothing is under way into the folder of the last run that it tells of, if there
 * is one yet.
 */
export async function keepReport(
  ports: Ports,
  entry: CatalogueEntry,
  record: ArtifactRecord,
  verdicts: ReadonlyMap<string, Verdict>,
): Promise<void> {
  const reported: ReportedTask[] = [];
  let last: { runId: string; endedAt: string } | undefined;
  for (const task of entry.tasks) {
    const known = record.tasks[task.key];
    const verdict = verdicts.get(task.id);
    const { run, facts } =
      verdict === undefined || verdict.status === 'done'
        ? await describeDone(ports, task, known)
        : await describeOpen(ports, task, known, verdict);
    if (run !== undefined && (last === undefined || (run.endedAt ?? '') > last.endedAt)) {
      last = { runId: run.runId, endedAt: run.endedAt ?? '' };
    }
    const spent = ports.calls.read().tasks[spendKey(task.id, task.digest)];
    reported.push({
      key: task.key,
      title: task.title,
      durationMs:
        run?.endedAt === undefined ? undefined : Date.parse(run.endedAt) - Date.parse(run.startedAt),
      tokens: spent === undefined || spent.unknownTokens > 0 ? undefined : spent.tokens,
      files: run?.paths,
      notRun: task.notRun,
      ...facts,
    });
  }
  if (last === undefined) return;
  const { label, title } = entry.artifact;
  await ports.records.keepReport(last.runId, writeIssueReport(label, title, reported));
}

/** A run, and what is told of its task beside what every run has. */
interface Described {
  run: RunRecord | undefined;
  facts: Partial<ReportedTask>;
}

async function describeDone(ports: Ports, task: Task, known: TaskRecord | undefined): Promise<Described> {
  const landing = known?.landed.findLast(({ digest }) => digest === task.digest);
  return {
    run: landing === undefined ? undefined : await ports.records.readRun(landing.run),
    facts: {
      backend: landing === undefined ? undefined : (landing.backend ?? 'not recorded'),
      model: findModel(ports, task, known, landing?.backend),
      tests: landing?.tests,
      commit: landing?.commit,
    },
  };
}

async function describeOpen(
  ports: Ports,
  task: Task,
  known: TaskRecord | undefined,
  verdict: Verdict,
): Promise<Described> {
  const { status, reason } = verdict;
  const isFailure = hasFailed(verdict);
  const lastId = verdict.runId ?? known?.lastRun;
  const runId = status === 'failed' ? known?.failure?.run : isFailure ? lastId : undefined;
  const run = runId === undefined ? undefined : await ports.records.readRun(runId);
  const backend = run?.backend;
  return {
    run,
    facts: {
      backend,
      model: findModel(ports, task, known, backend),
      ...(run?.tests === undefined ? {} : { tests: `${run.tests.result} (${run.tests.summary})` }),
      open: {
        status,
        message: reason?.message,
        ...(isFailure && reason !== undefined
          ? {
              failure: reportReason(reason.code, reason.backend ?? backend ?? 'backend'),
              resume: resumeCommand(task.id),
            }
          : {}),
      },
    },
  };
}

/** The model that the backend of a run is asked for, where the task is routed to that backend. */
function findModel(
  ports: Ports,
  task: Task,
  record: TaskRecord | undefined,
  backend: string | undefined,
): string | undefined {
  const { route } = ports.execution.route(task, record);
  return route.kind === 'route' && route.backend === backend ? route.model : undefined;
}
