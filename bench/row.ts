/** Two things measured side by side: what planex does, and what it is compared with. */
export interface Comparison {
  /** What was varied, such as `100 tracked files`. */
  at: string;
  /** What planex needed, in `unit`. */
  planex: Sample;
  /** What it is compared with, and how it is called. */
  against: Sample & { name: string };
  /** Others that do the same. */
  peers?: (Sample & { name: string })[];
  /** Largest ratio that is aimed at, and that is good enough. */
  target?: number;
  acceptable?: number;
  unit: Unit;
  /** True when the two values themselves are compared with the bounds, and not their ratio: `planex` is the value. */
  absolute?: boolean;
  /** Named parts of what planex needed, in `unit`. */
  parts?: { name: string; value: number }[];
  /** What a reader has to know, such as a peer that could not be had. */
  notes?: string[];
}

export type Unit = 'ms' | 'MB' | 'ms/min' | '%';

/** The middle of many measurements, and between which values half of them lie. */
export interface Sample {
  median: number;
  low: number;
  high: number;
}

/** One line of the table of targets. */
export interface Row {
  /** For `--only`. */
  name: string;
  title: string;
  measure(bench: BenchContext): Promise<Comparison[]>;
}

/** What a row has at hand. */
export interface BenchContext {
  /** The bundled command line. */
  planex: string;
  /** An empty folder of this row. */
  folder: string;
  /** The environment of every process: a home and a Git configuration of its own. */
  env: NodeJS.ProcessEnv;
  /** A folder in which the packages of others are installed. */
  peers: string;
  say(line: string): void;
}
