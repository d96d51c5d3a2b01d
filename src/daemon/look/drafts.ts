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
