import { type ApprovalRule, nameRule } from '../tasks/approval-rule.ts';
import type { Grant, Violation } from '../tasks/breach.ts';
import { type Change, isLockFile } from './changed-file.ts';
import { matchesPath } from './match-path.ts';

const SHOWN = 5;

/**
 * What of the work on a plan goes beyond the rule that has approved it, unless a person has spoken for it. Lines that are
 * added and removed count together: what a rule lets go may rewrite no more than it says.
 */
export function judgeRule(
  rule: ApprovalRule | undefined,
  { own, whole, digest, grants }: { own: Change; whole: Change; digest: string; grants: readonly Grant[] },
): Violation[] {
  if (rule === undefined) return [];
  const violations: Violation[] = [];
  const judge = (what: 'files' | 'lines', most: number | undefined, value: number, of: string): void => {
    const key = `rule ${rule.name} ${what}`;
    const granted = grants.filter((grant) => grant.key === key).map(({ upTo }) => upTo ?? 0);
    if (most === undefined || value <= Math.max(most, ...granted)) return;
    const threshold = `at most ${most} ${most === 1 ? what.slice(0, -1) : what} (${nameRule(rule)})`;
    violations.push({
      key,
      kind: 'approval',
      threshold,
      measured: `${value} ${what}${of}`,
      value,
      upTo: value,
    });
  };
  const files = whole.files.filter(({ change }) => change !== 'left').map(({ path }) => path);
  judge('files', rule.files, files.length, `: ${list(files)}`);
  const code = whole.files.filter(({ path }) => !isLockFile(path));
  const lines = code.reduce((sum, { added = 0, removed = 0 }) => sum + added + removed, 0);
  judge('lines', rule.lines, lines, ' added or removed');

  const key = `rule ${rule.name} paths ${digest}`;
  const known = new Set(grants.filter((grant) => grant.key === key).flatMap((grant) => grant.paths ?? []));
  const outside = own.files
    .map(({ path }) => path)
    .filter((path) => !known.has(path) && rule.paths?.some((one) => matchesPath(one, path)) === false);
  if (outside.length > 0) {
    const threshold = `nothing outside of ${rule.paths?.join(', ')} (${nameRule(rule)})`;
    violations.push({
      key,
      kind: 'approval',
      threshold,
      measured: `changed: ${list(outside)}`,
      paths: outside,
    });
  }
  return violations;
}

function list(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
