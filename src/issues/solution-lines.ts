import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { isObject, readJsonSource } from '../artifacts/json-source.ts';
import { changeLine } from './issue-lines.ts';

/** A solution that a store holds for an issue and that is not in place, so that nothing of it runs. */
export interface StoredSolution {
  /** Its own id; absent where it has none. */
  id?: string;
  /** True when the line itself says that it was chosen. */
  isBound: boolean;
  /** The line on which it stands, from 1. */
  line: number;
  /** JSON, as it stands there. */
  text: string;
}

/** Reads a file with one solution to a line. */
export function readSolutionLines(text: string): { solutions: StoredSolution[]; diagnostics: Diagnostic[] } {
  const solutions: StoredSolution[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (line === '') continue;
    const source = readJsonSource(raw);
    if (!source.ok) {
      diagnostics.push(...source.failure.map((one) => ({ ...one, line: index + 1 })));
    } else if (!isObject(source.value.value)) {
      const message = 'expected an object with the tasks of a solution';
      diagnostics.push({ severity: 'error', rule: 'shape', message, line: index + 1, column: 1 });
    } else {
      const { id, is_bound: bound } = source.value.value;
      const own = typeof id === 'string' ? id.trim() : '';
      solutions.push({
        ...(own === '' ? {} : { id: own }),
        isBound: bound === true,
        line: index + 1,
        text: line,
      });
    }
  }
  return { solutions, diagnostics };
}

/** The text in which the solution on one line, and no other, says that it was chosen. */
export function bindLine(text: string, line: number, at: string): string {
  const { solutions } = readSolutionLines(text);
  return solutions.reduce((changed, solution) => {
    if (solution.line === line) return changeLine(changed, line, { is_bound: true, bound_at: at });
    return solution.isBound ? changeLine(changed, solution.line, { is_bound: false }) : changed;
  }, text);
}
