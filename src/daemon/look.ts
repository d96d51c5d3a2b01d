import { type Decision, reconcile } from '../tasks/reconcile.ts';
import { createArtifactCatalogue } from './artifact-catalogue.ts';
import { type Observation, observe } from './observe.ts';
import type { Ports } from './ports.ts';

/** What was seen in one look, and what follows from it. */
export interface Look {
  observation: Observation;
  decision: Decision;
}

/** Makes the function that looks at everything and decides, without acting. `isBusy` tells which runs this process is at. */
export function createLook(ports: Ports, isBusy: (runId: string) => boolean): () => Promise<Look> {
  const catalogue = createArtifactCatalogue();
  return async () => {
    // Runs first: one that ends meanwhile still counts as active, and is not dispatched a second time.
    const { runs } = await ports.records.openRuns();
    const open = runs.map((run) => ({ record: run.data, busy: isBusy(run.data.runId) }));
    const observation = await observe(ports, catalogue, open);
    return { observation, decision: reconcile(observation.world) };
  };
}
