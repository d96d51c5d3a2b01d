import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { namePrototype } from '../../daemon/run/discard-prototype.ts';
import type { RecordsPort } from '../../daemon/ports.ts';
import { reportFile } from '../issues/report-file.ts';
import { dropRun, listRuns } from '../../git/workspace/run-refs.ts';
import type { Repository } from '../../git/repository.ts';
import { sweepTemporariesOf, writeDurably } from '../../state/durable-file.ts';
import { keepFailure } from '../../state/keep-failure.ts';
import type { Records } from '../../state/records.ts';
import { pruneRuns } from '../../state/retention.ts';

/** The records as the daemon sees them. */
export function createRecordsPort(repository: Repository, records: Records): RecordsPort {
  const snapshotFile = (runId: string, artifactPath: string): string =>
    join(records.runFolder(runId), `artifact${extname(artifactPath)}`);
  return {
    daemon: () => records.daemon(),
    artifact: (path) => records.artifact(path),
    listArtifacts: (paths) => records.listArtifacts(paths),
    listOtherArtifacts: (paths) => records.listOtherArtifacts(paths),
    createRun: (record) => records.createRun(record),
    openRuns: () => records.openRuns(),
    removeRun: (runId) => records.removeRun(runId),
    runFolder: (runId) => records.runFolder(runId),
    keepAdmitted: (path, bytes) => records.keepAdmitted(path, bytes),
    async readAdmitted(path) {
      const text = await records.readAdmitted(path);
      return text === undefined ? undefined : Buffer.from(text);
    },
    async keepSnapshot(runId, artifactPath, bytes) {
      const file = snapshotFile(runId, artifactPath);
      await writeDurably(file, bytes);
      return file;
    },
    keepFailure: (failure, wasChecked) => keepFailure(records.runFolder(failure.run_id), failure, wasChecked),
    async readSnapshot(runId, artifactPath) {
      const path = snapshotFile(runId, artifactPath);
      return existsSync(path) ? { path, bytes: await readFile(path) } : undefined;
    },
    readRun: async (runId) => (await records.run(runId))?.data,
    async keepReport(runId, text) {
      const file = reportFile(records.runFolder(runId));
      // Of a run that has ended, nobody else sweeps up after a planex that was killed while it wrote this. The record of one that
      // is just being ended is being written beside it.
      sweepTemporariesOf(file);
      await writeDurably(file, text);
    },
    async prune(keepMs, nowMs) {
      const kept = await listRuns(repository);
      const landed = await findLastLandings(records);
      const removed = await pruneRuns(records, {
        keepMs,
        nowMs,
        // Work that never landed stays, unless a later run of the same task has landed since.
        isNeeded: (run) => kept.has(run.runId) && (landed.get(run.taskId) ?? '') < run.startedAt,
      });
      const named = removed.flatMap((id) => [id, namePrototype(id)]);
      for (const name of named.filter((one) => kept.has(one))) await dropRun(repository, name);
      return removed.length;
    },
  };
}

/** When the last run of each task that landed was started (ISO 8601). */
async function findLastLandings(records: Records): Promise<Map<string, string>> {
  const landed = new Map<string, string>();
  for (const run of await records.listRuns()) {
    if (run.outcome?.kind === 'landed') landed.set(run.taskId, run.startedAt);
  }
  return landed;
}
