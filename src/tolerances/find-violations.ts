import { describeMeasure, type Measure } from '../execplan/tolerance.ts';
import type { Grant, Violation } from '../tasks/breach.ts';
import { type Change, type ChangedFile, isDocument, isLockFile } from './changed-file.ts';
import { judgeRule } from './judge-rule.ts';
import type { Limit, Limits } from './limits.ts';
import { matchesPath } from './match-path.ts';

/** What is known of a run and of its plan. */
export interface Measured {
  /** The change of the run alone. */
  own: Change;
  /** That of all that has landed for the plan, and of the run. */
  whole: Change;
  /** What told that the public interface has changed. */
  changedInterface?: string | undefined;
  /** Digest of the task: a word given for it holds as long as it means the same. */
  digest: string;
  grants: readonly Grant[];
}

const SHOWN = 5;

/** Which limits the change of a run passes without a person's word for it. */
export function findViolations(limits: Limits, measured: Measured): Violation[] {
  return [
    ...limits.limits.flatMap((limit) => judgeLimit(limit, measured)),
    ...judgeProtected(limits, measured),
    ...judgeBlastRadius(
      limits.highBlastRadius,
      measured.own.files.map(({ path }) => path),
      measured,
    ),
    ...judgeRule(limits.rule, measured),
  ];
}

/** Paths of high blast radius among these that nobody has spoken for yet. */
export function judgeBlastRadius(
  globs: readonly string[],
  paths: readonly string[],
  { digest, grants }: Pick<Measured, 'digest' | 'grants'>,
): Violation[] {
  const key = `high-blast-radius ${digest}`;
  const known = new Set(grants.filter((grant) => grant.key === key).flatMap((grant) => grant.paths ?? []));
  const found = paths.filter(
    (path) =>
      ![...known].some((one) => matchesPath(one, path)) && globs.some((glob) => matchesPath(glob, path)),
  );
  if (found.length === 0) return [];
  const threshold = 'that a person acknowledges it first (tolerances.highBlastRadius in .planexrc)';
  const measured = `what many depend on is touched: ${list(found)}`;
  return [{ key, kind: 'high-blast-radius', threshold, measured, paths: found }];
}

type NumberMeasure = Exclude<Measure, { kind: 'interface' | 'ambiguity' }>;

type NumberLimit = Limit & { measure: NumberMeasure };

/** The most that a limit on a number lets pass, with what a person has granted. */
export function findMost(
  limit: NumberLimit,
  { digest, grants }: Pick<Measured, 'digest' | 'grants'>,
): number {
  const { measure } = limit;
  const key = keyOf(limit, digest);
  const granted = grants.filter((grant) => grant.key === key).map(({ upTo }) => upTo ?? 0);
  return Math.max(measure.kind === 'time' ? measure.limitMs : measure.limit, ...granted);
}

function keyOf({ measure, each }: NumberLimit, digest: string): string {
  const variant =
    measure.kind === 'files' ? measure.only : measure.kind === 'lines' ? measure.count : undefined;
  return [measure.kind, ...(variant === undefined ? [] : [variant]), ...(each ? [digest] : [])].join(' ');
}

/** The violation of a limit on a number, unless a person has granted as much. */
export function judgeNumber(
  limit: NumberLimit,
  value: number,
  asked: Pick<Measured, 'digest' | 'grants'>,
  words: { measured: string; upTo?: number },
): Violation[] {
  const { measure, each, from } = limit;
  if (value <= findMost(limit, asked)) return [];
  const key = keyOf(limit, asked.digest);
  const threshold = `${describeMeasure(measure)}${each ? ' for each task' : ''} (${from})`;
  return [{ key, kind: measure.kind, threshold, measured: words.measured, value, upTo: words.upTo ?? value }];
}

function judgeLimit(limit: Limit, measured: Measured): Violation[] {
  const { measure, each } = limit;
  const change = each ? measured.own : measured.whole;
  const judge = (found: NumberMeasure, value: number, words: string): Violation[] =>
    judgeNumber({ ...limit, measure: found }, value, measured, { measured: words });
  switch (measure.kind) {
    case 'files': {
      const files = change.files.filter((file) => isCounted(file, measure.only));
      const what = { new: 'new files', documents: 'documents', all: 'files' }[measure.only ?? 'all'];
      return judge(measure, files.length, `${files.length} ${what}: ${list(files.map(({ path }) => path))}`);
    }
    case 'lines': {
      const value = countLines(change.files, measure.count);
      const what = { net: 'net', gross: 'added or removed', added: 'added' }[measure.count];
      return judge(measure, value, `${value} lines (${what})`);
    }
    case 'dependencies': {
      const names = change.newDependencies;
      return judge(measure, names.length, `new dependencies: ${list(names)}`);
    }
    case 'interface':
      return judgeInterface(limit, measured);
    case 'attempts':
    case 'time':
    case 'ambiguity':
      // Told by other things than a change.
      return [];
  }
}

function isCounted({ path, change }: ChangedFile, only: 'new' | 'documents' | undefined): boolean {
  // A file that was moved is one.
  if (change === 'left') return false;
  if (only === 'new') return change === 'added';
  return only === undefined || isDocument(path);
}

/** Lines of code: those of lock files are nobody's. Taking away counts as much as adding. */
function countLines(files: readonly ChangedFile[], count: 'net' | 'gross' | 'added'): number {
  const code = files.filter(({ path }) => !isLockFile(path));
  const added = code.reduce((sum, file) => sum + (file.added ?? 0), 0);
  const removed = code.reduce((sum, file) => sum + (file.removed ?? 0), 0);
  return { net: Math.abs(added - removed), gross: added + removed, added }[count];
}

function judgeInterface({ from }: Limit, { changedInterface, digest, grants }: Measured): Violation[] {
  const key = `interface ${digest}`;
  if (changedInterface === undefined || grants.some((grant) => grant.key === key)) return [];
  return [
    {
      key,
      kind: 'interface',
      threshold: `${describeMeasure({ kind: 'interface' })} (${from})`,
      measured: changedInterface,
    },
  ];
}

function judgeProtected({ protectedPaths }: Limits, { own, digest, grants }: Measured): Violation[] {
  const key = `protected ${digest}`;
  const known = new Set(grants.filter((grant) => grant.key === key).flatMap((grant) => grant.paths ?? []));
  const open = own.files.map(({ path }) => path).filter((path) => !known.has(path));
  return protectedPaths.flatMap(({ path: pattern, from }): Violation[] => {
    const paths = open.filter((path) => matchesPath(pattern, path));
    if (paths.length === 0) return [];
    const threshold = `that ${pattern} is not modified (${from})`;
    return [{ key, kind: 'protected', threshold, measured: `changed: ${list(paths)}`, paths }];
  });
}

function list(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
