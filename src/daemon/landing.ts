export type LandingOutcome =
  | { kind: 'landed'; commit: string }
  | { kind: 'base-moved'; tip: string }
  | { kind: 'dirty-paths'; paths: string[] }
  /** Somebody else is at work in the repository: try again soon, or once `action` is done. */
  | { kind: 'busy'; message: string; action?: string }
  /** The signal has ended it, and everything is as before. */
  | { kind: 'stopped' }
  | { kind: 'refused'; output: string };

export interface LandingPort {
  land(request: {
    runId: string;
    target: string;
    commit: string;
    message: string;
    /** A file that is not as committed, and that the commit may replace while it has these bytes: planex wrote them. */
    written?: { path: string; bytes: Uint8Array };
    /** Ends it where it hangs. */
    signal?: AbortSignal;
  }): Promise<LandingOutcome>;
  /** Completes or takes back what was left half done; returns what it did. */
  recover(): Promise<LandingRecovery[]>;
  /** True while something is left half done that nobody works on. Throws when that cannot be read. */
  hasUnfinished(): boolean;
}

/** What became of a landing that was left half done. */
export interface LandingRecovery {
  runId: string;
  /** For people. */
  message: string;
  /** `postponed`: not possible now. `set-aside`: its journal is damaged or its work tree away, and what is left of it is at `keptAt`. */
  state: 'settled' | 'postponed' | 'set-aside';
  keptAt?: string;
}
