import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { type RunRecord, runRecordSchema } from '../tasks/run-record.ts';
import {
  type Document,
  type DocumentPlace,
  type DocumentStore,
  findDocument,
  startDocument,
} from './document.ts';
import { removeDurably, sweepTemporaries, syncFolder } from './durable-file.ts';
import { ensureFolder, listFolder, makeNewFolder } from './folder.ts';

/** The records of all runs. */
export interface RunRecords {
  /** Claims a run: once this resolves, no crash can make planex forget it. Throws when the id was used before. */
  createRun(record: RunRecord): Promise<Document<RunRecord>>;
  /** The record of one run, if there is a sound one. The record of a run that has ended no longer changes. */
  run(runId: string): Promise<Document<RunRecord> | undefined>;
  /** Every run there is a record of, oldest first. Reads all history: not for the daily round. */
  listRuns(): Promise<RunRecord[]>;
  /** The runs that have not ended, at a cost that does not grow with those that have. */
  openRuns(): Promise<OpenRuns>;
  /** The folder for a run's output, snapshots and record. */
  runFolder(runId: string): string;
  /** Forgets a run and removes its folder. */
  removeRun(runId: string): Promise<void>;
}

interface OpenRuns {
  runs: Document<RunRecord>[];
  /** Ids of runs that were begun but whose record is missing or spoilt. Processes of theirs may still live. */
  lost: string[];
}

/*
 * claim:   folder + marker in open/  ─▶  run.json            a crash between: a lost run that never had a process
 * end:     run.json says "ended"     ─▶  marker removed      a crash between: a marker that the next reader drops
 */
export function openRunRecords(store: DocumentStore): RunRecords {
  const runs = join(store.folder, 'runs');
  const open = join(store.folder, 'open');
  if (store.access === 'write') [runs, open].forEach(ensureFolder);

  const runFolder = (runId: string): string => join(runs, checkRunId(runId));
  const place = (runId: string): DocumentPlace<RunRecord> => ({
    store,
    path: join(runFolder(runId), 'run.json'),
    schema: runRecordSchema,
  });
  const live = new Map<string, Document<RunRecord>>();
  // Only now, when nobody else has the lock: later, one who lost it unawares would sweep away what its successor writes.
  if (store.access === 'write') for (const runId of listFolder(open)) sweepTemporaries(runFolder(runId));

  const keepLive = (document: Document<RunRecord>): Document<RunRecord> => {
    const { runId } = document.data;
    const kept: Document<RunRecord> = {
      path: document.path,
      get data() {
        return document.data;
      },
      async update(change) {
        await document.update((record) => {
          if (record.step === 'ended')
            throw new Error(`Run ${runId} has ended: its record no longer changes.`);
          change(record);
        });
        if (document.data.step !== 'ended') return;
        faultPoint('run-records:ended');
        live.delete(runId);
        await removeDurably(join(open, runId));
      },
    };
    if (document.data.step !== 'ended') live.set(runId, kept);
    return kept;
  };

  const findRun = async (runId: string): Promise<Document<RunRecord> | undefined> => {
    const document = live.get(runId) ?? (await findDocument(place(runId)));
    // Somebody else may have opened the same run while this one was being read: there is one document for all.
    return live.get(runId) ?? (document && keepLive(document));
  };

  return {
    runFolder,
    run: findRun,

    async createRun(record) {
      makeNewFolder(runFolder(record.runId));
      faultPoint('run-records:folder-made');
      closeSync(openSync(join(open, record.runId), 'wx', 0o600));
      await Promise.all([syncFolder(runs), syncFolder(open)]);
      faultPoint('run-records:marked');
      // Live before it is on disk: whoever lists the open runs meanwhile gets this document and no second one.
      const document = keepLive(startDocument(place(record.runId), record));
      try {
        await document.update(() => undefined);
      } catch (error) {
        // Not claimed: nothing of it may start, and nobody may find it and take it up.
        live.delete(record.runId);
        rmSync(runFolder(record.runId), { recursive: true, force: true });
        await removeDurably(join(open, record.runId));
        throw error;
      }
      faultPoint('run-records:claimed');
      return document;
    },

    async listRuns() {
      const found: RunRecord[] = [];
      for (const runId of listFolder(runs)) {
        const document = await findRun(runId);
        if (document !== undefined) found.push(document.data);
      }
      return found.sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.runId, b.runId));
    },

    async openRuns() {
      const found: OpenRuns = { runs: [], lost: [] };
      for (const runId of listFolder(open)) {
        const document = await findRun(runId);
        if (document === undefined) found.lost.push(runId);
        else if (document.data.step !== 'ended') found.runs.push(document);
        else if (store.access === 'write') await removeDurably(join(open, runId));
      }
      return found;
    },

    async removeRun(runId) {
      // The record goes first: what a crash leaves behind is a folder without one, which is nobody's run.
      rmSync(join(runFolder(runId), 'run.json'), { force: true });
      faultPoint('run-records:forgotten');
      rmSync(runFolder(runId), { recursive: true, force: true });
      live.delete(runId);
      await Promise.all([syncFolder(runs), removeDurably(join(open, runId))]);
    },
  };
}

/** Run ids become names of files and refs. */
function checkRunId(runId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(runId)) return runId;
  throw new OperatorError(`"${runId}" is not the id of a run.`, { todo: 'See `planex status` for the ids.' });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
