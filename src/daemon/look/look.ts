import { OperatorError } from '../../errors.ts';
import { explainStorageError } from '../../storage-error.ts';
import { type Decision, reconcile } from '../../tasks/reconcile.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import { createArtifactCatalogue } from './artifact-catalogue.ts';
import { rememberRenames } from './remember-renames.ts';
import { rememberBytes } from './last-bytes.ts';
import { type Observation, observe } from './observe.ts';
import { observeUnreadable } from './observe-unreadable.ts';
import type { Ports } from '../ports.ts';

/** What was seen in one look, and what follows from it. */
export interface Look {
  observation: Observation;
  decision: Decision;
  /** What could not be read, so that nearly all of the rest is unknown. */
  unreadable?: string;
}

/**
 * A look to change something by: with `ports`, what is changed is in the record of the name that an artifact has now. Throws
 * `OperatorError` when too little could be read to know what is changed.
 */
export async function lookToChange(look: () => Promise<Look>, ports?: Ports): Promise<Look> {
  const seen = await look();
  if (seen.unreadable !== undefined) {
    throw new OperatorError(seen.unreadable, { todo: 'mend what it says and try again' });
  }
  if (ports !== undefined) {
    await rememberRenames(ports, seen.observation.renames);
    await rememberBytes(ports, seen.observation.newBytes);
  }
  return seen;
}

/** What a look asks of the process that it is made in. */
interface LookAround {
  /** Which runs this process is at. */
  isBusy: (runId: string) => boolean;
  /** When this process takes up what nobody is at; absent where it takes up nothing. */
  whenTakenUp?: (run: RunRecord) => 'next' | 'later';
  /** Which processes run that a dead planex has left of a run; without it nobody looks for them. */
  listLeft?: (runId: string) => readonly number[];
}

/** Makes the function that looks at everything and decides, without acting. */
export function createLook(ports: Ports, { isBusy, whenTakenUp, listLeft }: LookAround): () => Promise<Look> {
  const catalogue = createArtifactCatalogue();
  const observeAll = async (): Promise<Observation> => {
    // Runs first: one that ends meanwhile still counts as active, and is not dispatched a second time.
    const { runs } = await ports.records.openRuns();
    const open = runs.map(({ data: record }) => {
      const busy = isBusy(record.runId);
      const left = busy ? [] : (listLeft?.(record.runId) ?? []);
      return { record, busy, left, ...(whenTakenUp === undefined ? {} : { takenUp: whenTakenUp(record) }) };
    });
    // What is taken up next is not to be taken for a run without a workspace.
    if (open.some((run) => !run.busy)) await ports.workspaces.checkClaims();
    return observe(ports, catalogue, open);
  };
  return async () => {
    try {
      const observation = await observeAll();
      return { observation, decision: reconcile(observation.world) };
    } catch (error) {
      const unreadable = explainStorageError(error);
      if (unreadable === undefined) throw error;
      const observation = await observeUnreadable(ports, catalogue, unreadable);
      return { observation, decision: reconcile(observation.world), unreadable };
    }
  };
}
