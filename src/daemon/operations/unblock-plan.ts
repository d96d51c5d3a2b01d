import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** Lets the tasks of a plan go on that planex has set to BLOCKED, unless it says something else by now, or was rejected. False when it says BLOCKED still. */
export async function unblockPlan(ports: Ports, path: string): Promise<boolean> {
  const { rejected } = (await ports.records.artifact(path)).data;
  let isBlocked = false;
  const isWritten = await editPlan(ports, path, (text) => {
    const { status } = parseArtifact(path, new TextEncoder().encode(text)).artifact;
    isBlocked = status === 'blocked';
    return isBlocked ? writeStatus(text, rejected === undefined ? 'in-progress' : 'draft') : undefined;
  });
  return isWritten || !isBlocked;
}
