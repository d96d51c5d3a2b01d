import { expect, test } from 'vitest';
import { type Diagnostic, formatDiagnostic } from '../../../src/artifacts/diagnostic.ts';

const diagnostic: Diagnostic = { severity: 'warning', rule: 'no-tea', message: 'there is no tea' };

test.each([
  [{}, 'docs/tea.md: warning: there is no tea (no-tea)'],
  [{ line: 3 }, 'docs/tea.md:3: warning: there is no tea (no-tea)'],
  [{ line: 3, column: 7 }, 'docs/tea.md:3:7: warning: there is no tea (no-tea)'],
  [{ column: 7 }, 'docs/tea.md: warning: there is no tea (no-tea)'],
])('a diagnostic at %j is one line that editors can jump to', (place, line) => {
  expect(formatDiagnostic('docs/tea.md', { ...diagnostic, ...place })).toBe(line);
});
