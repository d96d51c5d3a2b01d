import type { Breach } from './breach.ts';
import type { ArtifactRecord } from './task-record.ts';

/*
 *   no ── planex begins to set the plan to BLOCKED ──▶ blocking ── it says so ──▶ yes ── planex begins to take that out ──▶ lifting
 *                                                                                              over ◀── it is out ──┘
 */

/** Whether the plan says BLOCKED because of this breach, as far as planex knows: after a death also while it writes that or takes it out. */
export function isBlocking(breach: Breach | undefined): boolean {
  return breach !== undefined && breach.blocked !== 'no' && breach.blocked !== 'over';
}

/** Whether planex has set the plan to BLOCKED. */
export function isOwnBlock({ tasks }: Pick<ArtifactRecord, 'tasks'>): boolean {
  return Object.values(tasks).some(({ breach }) => isBlocking(breach));
}

/** From here on, that the plan says BLOCKED no more lifts no breach: planex is about to take that out itself. */
export function beginLifting({ tasks }: Pick<ArtifactRecord, 'tasks'>): void {
  for (const { breach } of Object.values(tasks)) {
    if (breach !== undefined && isBlocking(breach)) breach.blocked = 'lifting';
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
    if (breach === undefined || now?.run !== breach.run || !isTakenOut(now)) continue;
    if (!isTakenOut(breach) && isBlocking(breach)) now.blocked = breach.blocked;
  }
}

function isTakenOut({ blocked }: Breach): boolean {
  return blocked === 'lifting' || blocked === 'over';
}
