import type { ArtifactRecord } from './task-record.ts';

/** Whether planex has set the plan to BLOCKED. */
export function isOwnBlock({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => breach?.blocked === 'yes');
}

/** Whether it has, whatever the Status bears on by now. */
export function hasBlocked({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => breach !== undefined && breach.blocked !== 'no');
}

/** From here on, what the Status of the plan says bears on no breach. */
export function forgetBlocked({ tasks }: Pick<ArtifactRecord, 'tasks'>): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach?.blocked === 'yes') breach.blocked = 'over';
  }
}

/** Takes that back for the breaches that were there before and still are. */
export function restoreBlocked(
  { tasks }: Pick<ArtifactRecord, 'tasks'>,
  before: Pick<ArtifactRecord, 'tasks'>,
): void {
  for (const [key, { breach }] of Object.entries(before.tasks)) {
    const now = tasks[key]?.breach;
    if (breach?.blocked === 'yes' && now?.run === breach.run && now.blocked === 'over') now.blocked = 'yes';
  }
}
