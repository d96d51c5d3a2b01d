import type { Issue } from './issue.ts';
import type { Queue } from './queue.ts';

/** What the store of issues says, as far as it can be read. */
export interface KnownIssues {
  /** Past ones as well, unless another one of their id is present. */
  issues: ReadonlyMap<string, Issue>;
  /** Those that were put aside as past; one may be present as well. */
  past: ReadonlyMap<string, Issue>;
  /** Ids of those that are present. */
  present: ReadonlySet<string>;
  /** False when part of the store cannot be read: an issue that is not found may stand there. */
  complete: boolean;
  queues: readonly KnownQueue[];
  /** The file of a queue that may be at work and cannot be read: what comes before what is not known. */
  unreadableQueue?: string | undefined;
}

/** A queue, and where it lies from the top of the repository. */
type KnownQueue = Queue & { path: string; isActive: boolean };
