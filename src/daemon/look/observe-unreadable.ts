import type { ArtifactCatalogue } from './artifact-catalogue.ts';
import { NO_RENAMES } from './follow-renames.ts';
import type { Observation } from './observe.ts';
import type { Ports } from '../ports.ts';
import { holdForStorage } from './storage-hold.ts';

/**
 * What is left to say when something that decisions hang on cannot be read: which tasks there are, and that all of them
 * wait. What was done, cancelled or failed before is unknown now, and none of it is guessed.
 */
export async function observeUnreadable(
  ports: Ports,
  catalogue: ArtifactCatalogue,
  trouble: string,
): Promise<Observation> {
  const { settings, rejected } = await ports.unjudgedSettings();
  const entries = catalogue.read(await ports.artifacts());
  return {
    world: {
      nowMs: ports.nowMs(),
      paused: false,
      storageHold: holdForStorage(trouble),
      repositoryHolds: null,
      historyComplete: true,
      maxRuns: settings.maxRuns,
      onProbation: new Set(),
      runs: [],
      tasks: entries
        .flatMap((entry) => entry.tasks)
        .map((task) => ({
          task,
          record: undefined,
          run: undefined,
          landed: { kind: 'never' },
          notAdmitted: null,
          dirtyPaths: [],
          backend: { name: ports.execution.nameBackend(task, undefined) },
          recentRuns: [],
        })),
    },
    entries,
    facts: { head: { kind: 'detached', oid: '' }, commitInProgress: false, checkedOut: [] },
    settings,
    rejectedSettings: rejected,
    watchTrouble: ports.findWatchTrouble(),
    progress: new Map(),
    renames: NO_RENAMES,
    newBytes: [],
    newAdmissions: [],
    merged: [],
    copies: [],
    newApprovals: [],
    rules: new Map(),
    headMark: '',
  };
}
