import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { writeStatus } from '../../execplan/write-status.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** Lets the tasks of a plan go on that planex has set to BLOCKED, unless it says something else by now. */
export async function unblockPlan(ports: Ports, path: string): Promise<void> {
  await editPlan(ports, path, (text) => {
    const { status } = parseArtifact(path, new TextEncoder().encode(text)).artifact;
    return status === 'blocked' ? writeStatus(text, 'in-progress') : undefined;
  });
}

/** From here on, what the Status of the plan says bears on no breach. */
export function forgetBlocked({ tasks }: ArtifactRecord): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach?.blocked === 'yes') breach.blocked = 'over';
  }
}
