import { expect, test } from 'vitest';
import { type ApprovalRule, describeRule, nameRule } from '../../../src/tasks/approval-rule.ts';

test.each<[Omit<ApprovalRule, 'name'>, string]>([
  [{}, 'any work'],
  [{ plans: ['docs/plans/docs-*.md'] }, 'any work'],
  [{ paths: ['docs/**'] }, 'within docs/**'],
  [{ paths: ['docs/**', '*.md'], backends: ['shell', 'codex'] }, 'within docs/**, *.md, by shell, codex'],
  [{ files: 1, lines: 1 }, 'at most 1 file, at most 1 line'],
  [{ files: 3, lines: 100 }, 'at most 3 files, at most 100 lines'],
  [{ lines: 0 }, 'at most 0 lines'],
])('%j lets go %s', (rule, words) => expect(describeRule({ name: 'small', ...rule })).toBe(words));

test('a rule is named with where it stands', () => {
  expect(nameRule({ name: 'small docs' })).toBe('the rule "small docs" of approval.auto');
});
