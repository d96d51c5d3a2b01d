import { explainStorageError } from '../../storage-error.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';

/*
 *   at rest ── what is to be claimed was judged by the files as they are now ──▶ at work
 *      ▲                                                                          │
 *      └────── nothing is at work any more, and the files were read and judged since ◀─┘
 */

/** The time in which an executor may write into the user's own files; what is seen in it for the first time counts less. */
export interface WorkWindow {
  /** Call before a look: whether it will be one that ends the window, for which the files are read anew. */
  prepareLook(): Promise<boolean>;
  /** Call once such a look is remembered. */
  close(): Promise<void>;
  /** Opens the window durably; false when the files have changed since the look, which has to be made again first. */
  open(seen: Look): Promise<boolean>;
  /** Opens it for work that has begun already. */
  note(): Promise<void>;
}

/** What it needs of the ports. */
export interface WindowPorts extends Pick<Ports, 'artifacts' | 'refreshArtifacts' | 'nowMs'> {
  records: Pick<Ports['records'], 'daemon' | 'openRuns'>;
  /** Reads the settings anew. */
  settings(): Promise<unknown>;
}

/** `countBusy`: what runs or refines in this process. `inherited`: the runs that an earlier one died at, not taken up yet. */
export function createWorkWindow(
  ports: WindowPorts,
  countBusy: () => number,
  inherited: ReadonlySet<string>,
): WorkWindow {
  const isOpen = async (): Promise<boolean> => (await ports.records.daemon()).data.atWorkSince !== undefined;

  /** Processes of an inherited run may live until it is taken up. */
  const isAnyInherited = async (): Promise<boolean> =>
    inherited.size > 0 && (await ports.records.openRuns()).runs.some(({ data }) => inherited.has(data.runId));

  /** While that cannot be read it does not end; the look says so. */
  const mayEnd = async (): Promise<boolean> => {
    try {
      return (await isOpen()) && countBusy() === 0 && !(await isAnyInherited());
    } catch (error) {
      if (explainStorageError(error) === undefined) throw error;
      return false;
    }
  };

  const note = async (): Promise<void> => {
    const daemon = await ports.records.daemon();
    if (daemon.data.atWorkSince !== undefined) return;
    const at = new Date(ports.nowMs()).toISOString();
    await daemon.update((record) => {
      record.atWorkSince = at;
    });
  };

  return {
    async prepareLook() {
      if (!(await mayEnd())) return false;
      // What the last run wrote at its very end may not have been read yet. The settings first: they say where plans are.
      await ports.settings();
      await ports.refreshArtifacts();
      return true;
    },

    async close() {
      await (await ports.records.daemon()).update((record) => {
        delete record.atWorkSince;
      });
    },

    async open({ observation }) {
      if (await isOpen()) return true;
      // What a person has saved a moment ago was there before the run, and is theirs.
      await ports.refreshArtifacts();
      const judged = new Set(observation.entries.map(({ path, digest }) => `${digest} ${path}`));
      const files = await ports.artifacts();
      if (files.length !== judged.size || files.some(({ path, digest }) => !judged.has(`${digest} ${path}`)))
        return false;
      await note();
      return true;
    },

    note,
  };
}
