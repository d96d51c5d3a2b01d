import type { ArtifactRecord } from './task-record.ts';

/** Whether planex has set the plan to BLOCKED. */
export function isOwnBlock({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => breach?.blocked === 'yes');
}

/** From here on, what the Status of the plan says bears on no breach. */
export function forgetBlocked({ tasks }: Pick<ArtifactRecord, 'tasks'>): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach?.blocked === 'yes') breach.blocked = 'over';
  }
}
