/** A threshold that planex can measure. What is above its limit, or there at all, is a breach. */
export type Measure =
  | { kind: 'files'; limit: number; only?: 'new' | 'documents' }
  | { kind: 'lines'; limit: number; count: 'net' | 'gross' | 'added' }
  | { kind: 'attempts'; limit: number }
  | { kind: 'time'; limitMs: number }
  | { kind: 'dependencies'; limit: number }
  | { kind: 'interface' }
  | { kind: 'ambiguity' };

/** One tolerance as its plan states it. */
export interface Tolerance {
  /** 1-based line in the plan. */
  line: number;
  column: number;
  text: string;
  /** What planex measures of it. None: whoever does the work has to heed it. */
  measures: Measure[];
  /** Of each milestone, stage or task, instead of the whole plan. */
  each: boolean;
  /** It states a number that is part of no measure. */
  unclear: boolean;
}

const MINUTE_MS = 60_000;

/** A measure in words, as in "at most 10 files". */
export function describeMeasure(measure: Measure): string {
  switch (measure.kind) {
    case 'files': {
      const what = { new: 'new file', documents: 'document', all: 'file' }[measure.only ?? 'all'];
      return `at most ${measure.limit} ${what}${measure.limit === 1 ? '' : 's'}`;
    }
    case 'lines': {
      const what = { net: 'net', gross: 'added or removed', added: 'added' }[measure.count];
      return `at most ${measure.limit} ${measure.limit === 1 ? 'line' : 'lines'} (${what})`;
    }
    case 'attempts':
      return `at most ${measure.limit} ${measure.limit === 1 ? 'attempt' : 'attempts'}`;
    case 'time':
      return `at most ${describeTime(measure.limitMs)}`;
    case 'dependencies':
      if (measure.limit === 0) return 'no new dependency';
      return `at most ${measure.limit} new ${measure.limit === 1 ? 'dependency' : 'dependencies'}`;
    case 'interface':
      return 'no change of a public interface';
    case 'ambiguity':
      return 'no guess where the request can be read in several ways';
  }
}

function describeTime(ms: number): string {
  const minutes = ms / MINUTE_MS;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
