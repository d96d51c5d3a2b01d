import type { Breach } from './breach.ts';
import type { ArtifactRecord } from './task-record.ts';

/*
 *   no ── planex sets the plan to BLOCKED ──▶ yes ── it begins to take that out ──▶ lifting ── it is out ──▶ over
 */

/** Whether the plan says BLOCKED because of this breach, as far as planex knows: after a death also while it takes that out. */
export function isBlocking(breach: Breach | undefined): boolean {
  return breach?.blocked === 'yes' || breach?.blocked === 'lifting';
}

/** Whether planex has set the plan to BLOCKED. */
export function isOwnBlock({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => isBlocking(breach));
}

/** From here on, that the plan says BLOCKED no more lifts no breach: planex is about to take that out itself. */
export function beginLifting({ tasks }: Pick<ArtifactRecord, 'tasks'>): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach?.blocked === 'yes') breach.blocked = 'lifting';
  }
}

/** Whether planex is taking its BLOCKED out, or died at that. */
export function isLifting({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => breach?.blocked === 'lifting');
}

/** From here on, a BLOCKED in the plan is a person's. */
export function endLifting({ tasks }: Pick<ArtifactRecord, 'tasks'>): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach?.blocked === 'lifting') breach.blocked = 'over';
  }
}

/** Takes the beginning back for the breaches that were there before and still are. */
export function restoreBlocked(
  { tasks }: Pick<ArtifactRecord, 'tasks'>,
  before: Pick<ArtifactRecord, 'tasks'>,
): void {
  for (const [key, { breach }] of Object.entries(before.tasks)) {
    const now = tasks[key]?.breach;
    if (breach?.blocked === 'yes' && now?.run === breach.run && now.blocked !== 'no') now.blocked = 'yes';
  }
}
