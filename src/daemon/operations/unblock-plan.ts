import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** Lets the tasks of a plan go on that planex has set to BLOCKED, unless it says something else by now, or was rejected. */
export async function unblockPlan(ports: Ports, path: string): Promise<void> {
  const { rejected } = (await ports.records.artifact(path)).data;
  await editPlan(ports, path, (text) => {
    const { status } = parseArtifact(path, new TextEncoder().encode(text)).artifact;
    return status === 'blocked'
      ? writeStatus(text, rejected === undefined ? 'in-progress' : 'draft')
      : undefined;
  });
}
