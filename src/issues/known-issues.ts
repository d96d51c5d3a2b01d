import type { Issue } from './issue.ts';
import type { Queue } from './queue.ts';

/** What the store of issues says, as far as it can be read. */
export interface KnownIssues {
  issues: ReadonlyMap<string, Issue>;
  /** False when part of the store cannot be read: an issue that is not found may stand there. */
  complete: boolean;
  queues: readonly KnownQueue[];
  /** The file of a queue that may be at work and cannot be read: what comes before what is not known. */
  unreadableQueue?: string | undefined;
}

/** A queue, and where it lies from the top of the repository. */
type KnownQueue = Queue & { path: string; isActive: boolean };
