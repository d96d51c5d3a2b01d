import type { Reason } from '../tasks/reason.ts';

/** What a person can do about a reason, a line each: an action names its alternatives with semicolons between them. */
export function listWays({ action }: Reason): string[] {
  return action?.split('; ') ?? [];
}
