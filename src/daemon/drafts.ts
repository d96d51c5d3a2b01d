import type { TaskFacts } from '../tasks/world.ts';
import type { Observation } from './observe.ts';

/** A plan as far as refining it by itself goes. */
export interface Draft {
  path: string;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  isDraft: boolean;
  tasks: number;
  /** Whether these bytes, and the settings, may cause anything to run. */
  admitted: boolean;
}

/** A refinement in `status --json`. */
export interface RefinementView {
  plan: string;
  run: string;
  /** `in_progress`, or how it ended. */
  status: string;
  mode: string;
  round: number;
  /** True while somebody is at it. */
  active: boolean;
  /** What it does, or would do next. */
  step?: string;
  /** What the last review found that is acted on, by severity. */
  findings: Record<string, number>;
  /** Severity times confidence of the worst finding of the last review, and of all reviews so far. */
  worst: number;
  worstSoFar: number;
  /** Why it ended, or what it waits for. */
  reason?: string;
  /** When it is tried again (ISO 8601). */
  until?: string;
}

/** Plans that the daemon has refined by itself, and what is known of all refinements. */
export interface DraftsPort {
  /** Begins what may be begun; returns in how many milliseconds another look is wanted, if one is. */
  consider(seen: {
    drafts: readonly Draft[];
    /** Undefined where there is no branch to commit to. */
    branch: string | undefined;
    /** Why nothing is begun and what is under way rests after its present step. */
    pause: string | undefined;
  }): Promise<number | undefined>;
  /** The last refinement of each of these plans that had one. */
  list(paths: readonly string[]): Promise<RefinementView[]>;
  /** The plans that are being refined now. */
  listBusy(): string[];
  /** Ends the calls that are under way: what they were for is gone on with later. */
  endNow(): void;
  /** Begins nothing more; resolves when the steps under way have ended. */
  stop(): Promise<void>;
}

/** What a look has seen, for `consider`. */
export function describeDrafts({
  world,
  entries,
  facts,
}: Observation): Parameters<DraftsPort['consider']>[0] {
  const tasksOf = new Map<string, TaskFacts[]>(entries.map(({ path }) => [path, []]));
  for (const facts of world.tasks) tasksOf.get(facts.task.artifactPath)?.push(facts);
  const drafts = entries
    .filter(({ artifact }) => artifact.kind === 'plan')
    .map(({ path, digest }): Draft => {
      const tasks = tasksOf.get(path) ?? [];
      return {
        path,
        digest,
        tasks: tasks.length,
        isDraft: tasks.some(({ task }) => task.planStatus === 'draft'),
        admitted: tasks.every(({ notAdmitted }) => notAdmitted === null),
      };
    });
  const hold = world.storageHold ?? world.repositoryHolds ?? undefined;
  return {
    drafts,
    branch: facts.head.kind === 'branch' ? facts.head.name : undefined,
    pause: world.paused ? 'paused' : hold?.message,
  };
}
