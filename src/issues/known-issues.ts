import type { Issue } from './issue.ts';

/** What the store of issues says, as far as it can be read. */
export interface KnownIssues {
  issues: ReadonlyMap<string, Issue>;
  /** False when part of the store cannot be read: an issue that is not found may stand there. */
  complete: boolean;
}
