import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import type { Verdict } from '../tasks/reconcile.ts';
import { hasFailed } from '../tasks/has-failed.ts';
import type { CatalogueEntry } from './look/artifact-catalogue.ts';
import { keepReport } from './keep-report.ts';
import type { Look } from './look/look.ts';
import type { Ports } from './ports.ts';

/** Tells the event log what a look brought to light, each thing once. */
export interface Reporter {
  report(look: Look): Promise<void>;
}

/**
 * A reporter that remembers which bytes of which artifact it has spoken of. `isBusy` tells which tasks a run of this
 * process is at: one that has ended still has to tell so, and its issue is reported after that.
 */
export function createReporter(ports: Ports, isBusy: (taskId: string) => boolean): Reporter {
  const diagnosed = new Map<string, string>();
  /** How the tasks of an artifact stood when a failure among them was reported. */
  const failed = new Map<string, string>();
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
    const verdicts = new Map(decision.verdicts.map((verdict) => [verdict.taskId, verdict]));
    for (const entry of observation.entries) {
      if (entry.tasks.length === 0) continue;
      const own = entry.tasks.flatMap(({ id }) => verdicts.get(id) ?? []);
      if (own.some(({ taskId }) => isBusy(taskId))) continue;
      if (own.some(({ status }) => status !== 'done')) {
        await reportFailed(entry, own, verdicts);
        continue;
      }
      const record = await ports.records.artifact(entry.path);
      if (!record.data.unreported) continue;
      if (!inherited?.has(entry.path) || !(await ports.events.isDoneLastWord(entry.path))) {
        await keepReport(ports, entry, record.data, verdicts);
        ports.events.append(describeDone(entry, at()));
      }
      await record.update((data) => {
        data.unreported = false;
      });
    }
  };

  /** The log tells of each failure where it happens; its report is written when nothing of the artifact is under way. */
  const reportFailed = async (
    entry: CatalogueEntry,
    own: readonly Verdict[],
    verdicts: ReadonlyMap<string, Verdict>,
  ): Promise<void> => {
    if (!own.some(hasFailed)) return;
    if (own.some(({ status }) => status === 'running' || status === 'landing')) return;
    const standing = own
      .map(({ taskId, status, reason }) => `${taskId} ${status} ${reason?.message}`)
      .join('\n');
    if (failed.get(entry.path) === standing) return;
    const record = await ports.records.artifact(entry.path);
    await keepReport(ports, entry, record.data, verdicts);
    failed.set(entry.path, standing);
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
