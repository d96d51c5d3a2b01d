import { fc } from '../../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import type { Grant } from '../../../src/tasks/breach.ts';
import type { Change, ChangedFile } from '../../../src/tolerances/changed-file.ts';
import { findViolations } from '../../../src/tolerances/find-violations.ts';
import { digestLimits, readLimits, type TolerancePolicy } from '../../../src/tolerances/limits.ts';
import { sumChanges } from '../../../src/tolerances/sum-changes.ts';

const NONE: TolerancePolicy = { protectedPaths: [], highBlastRadius: [] };

/** A plan with these tolerances and constraints. */
function planOf(tolerances: readonly string[], constraints: readonly string[] = []): string {
  const list = (items: readonly string[]): string => items.map((item) => `- ${item}\n`).join('');
  return `# Tea\n\n## Constraints\n\n${list(constraints)}\n## Tolerances\n\n${list(tolerances)}`;
}

function change(...files: ChangedFile[]): Change {
  return { files, newDependencies: [] };
}

interface Judged {
  tolerances?: readonly string[];
  constraints?: readonly string[];
  policy?: Partial<TolerancePolicy>;
  own: Change;
  landed?: readonly Change[];
  grants?: readonly Grant[];
}

/** What is said of each violation. */
function judge({ tolerances = [], constraints, policy, own, landed = [], grants = [] }: Judged): string[] {
  const limits = readLimits(planOf(tolerances, constraints), { ...NONE, ...policy });
  const whole = sumChanges([...landed, own]);
  return findViolations(limits, { own, whole, digest: 'd', grants }).map(
    ({ key, measured }) => `${key} - ${measured}`,
  );
}

const a: ChangedFile = { path: 'a.ts', change: 'modified', added: 10, removed: 4 };
const doc: ChangedFile = { path: 'docs/a.md', change: 'added', added: 3, removed: 0 };
const lock: ChangedFile = { path: 'sub/package-lock.json', change: 'modified', added: 900, removed: 100 };
const image: ChangedFile = { path: 'cup.png', change: 'added' };

test.each<[string, Judged, string[]]>([
  ['as many as the limit are within it', { tolerances: ['at most 2 files'], own: change(a, doc) }, []],
  [
    'one more is not',
    { tolerances: ['at most 2 files'], own: change(a, doc, image) },
    ['files - 3 files: a.ts, docs/a.md, cup.png'],
  ],
  [
    'documents are counted alone',
    { tolerances: ['more than zero documents'], own: change(a, doc) },
    ['files documents - 1 documents: docs/a.md'],
  ],
  [
    'new files are counted alone',
    { tolerances: ['Stop after more than one new files'], own: change(a, doc, image) },
    ['files new - 2 new files: docs/a.md, cup.png'],
  ],
  ['net lines', { tolerances: ['more than 5 lines net'], own: change(a) }, ['lines net - 6 lines (net)']],
  [
    'lines added or removed',
    { tolerances: ['more than 13 lines'], own: change(a) },
    ['lines gross - 14 lines (added or removed)'],
  ],
  [
    'lines of lock files and of what is no text are none',
    { tolerances: ['more than 6 lines net'], own: change(a, lock, image) },
    [],
  ],
  [
    'what has landed counts',
    { tolerances: ['more than 10 lines net'], own: change(a), landed: [change(a)] },
    ['lines net - 12 lines (net)'],
  ],
  [
    'a path counts once',
    { tolerances: ['at most 1 files'], own: change(a), landed: [change(a), change(a)] },
    [],
  ],
  [
    'for each task, what has landed does not count',
    { tolerances: ['at most 1 files per task'], own: change(a), landed: [change(doc)] },
    [],
  ],
  [
    'a file that was moved is one, and none of its lines counts',
    {
      tolerances: ['at most 1 files or 0 lines'],
      own: change(
        { path: 'x', change: 'left', added: 0, removed: 0 },
        { path: 'y', change: 'moved', added: 0, removed: 0 },
      ),
    },
    [],
  ],
  [
    'dependencies',
    { tolerances: ['no new dependency'], own: { files: [a], newDependencies: ['leaf', 'tea'] } },
    ['dependencies - new dependencies: leaf, tea'],
  ],
  [
    'a stated limit comes before the default of its kind',
    { tolerances: ['at most 9 files'], policy: { files: 0, lines: 0 }, own: change(a) },
    ['lines net - 6 lines (net)'],
  ],
  [
    'protected paths of the plan and of the settings',
    {
      constraints: ['`a.ts` must not be modified.'],
      policy: { protectedPaths: ['*.png'] },
      own: change(a, image),
    },
    ['protected d - changed: a.ts', 'protected d - changed: cup.png'],
  ],
  [
    'the old place of a moved file is protected',
    {
      policy: { protectedPaths: ['x'] },
      own: change({ path: 'x', change: 'left' }, { path: 'y', change: 'moved' }),
    },
    ['protected d - changed: x'],
  ],
  [
    'high blast radius',
    { policy: { highBlastRadius: ['*.ts'] }, own: change(a) },
    ['high-blast-radius d - what many depend on is touched: a.ts'],
  ],
  [
    'what is granted for a path holds for it',
    {
      policy: { protectedPaths: ['*'] },
      own: change(a, image),
      grants: [{ key: 'protected d', paths: ['a.ts'] }],
    },
    ['protected d - changed: cup.png'],
  ],
  [
    'what is granted for another meaning does not',
    {
      policy: { highBlastRadius: ['*'] },
      own: change(a),
      grants: [{ key: 'high-blast-radius e', paths: ['a.ts'] }],
    },
    ['high-blast-radius d - what many depend on is touched: a.ts'],
  ],
  [
    'what is granted up to a number holds up to it',
    { tolerances: ['at most 1 files'], own: change(a, doc), grants: [{ key: 'files', upTo: 2 }] },
    [],
  ],
  [
    'and no further',
    { tolerances: ['at most 1 files'], own: change(a, doc, image), grants: [{ key: 'files', upTo: 2 }] },
    ['files - 3 files: a.ts, docs/a.md, cup.png'],
  ],
])('%s', (_, judged, expected) => {
  expect(judge(judged)).toEqual(expected);
});

const file = fc.record({
  path: fc.constantFrom('a', 'b', 'c', 'd.md', 'e/f', 'yarn.lock'),
  change: fc.constantFrom('added' as const, 'modified' as const, 'deleted' as const),
  added: fc.nat(50),
  removed: fc.nat(50),
});
const changes = fc.array(
  fc.record({
    files: fc.uniqueArray(file, { selector: ({ path }) => path }),
    newDependencies: fc.uniqueArray(fc.constantFrom('tea', 'milk', 'leaf')),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('for any work', () => {
  const tolerances = [
    'at most 3 files',
    'more than 40 lines net',
    'more than 60 lines',
    'at most 1 new dependencies',
  ];

  it('what is granted is what was measured: the same work passes then', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const limits = readLimits(planOf(tolerances, ['`e/f` must not be modified.']), {
          ...NONE,
          highBlastRadius: ['*.md'],
        });
        const own = all.at(-1) ?? change();
        const measured = { own, whole: sumChanges(all), digest: 'd', grants: [] };
        const violations = findViolations(limits, measured);
        const grants = violations.map(({ key, upTo, paths }) => ({
          key,
          ...(upTo === undefined ? {} : { upTo }),
          ...(paths === undefined ? {} : { paths }),
        }));
        expect(findViolations(limits, { ...measured, grants })).toEqual([]);
      }),
    );
  });

  it('the order in which it landed does not count', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const sort = ({ files, newDependencies }: Change): unknown => [
          files.map(({ path, added, removed }) => `${path} ${added} ${removed}`).sort(),
          newDependencies.toSorted(),
        ];
        expect(sort(sumChanges(all.toReversed()))).toEqual(sort(sumChanges(all)));
      }),
    );
  });
});

it('limits are the same wherever they stand, and others with another number, path or glob', () => {
  const plan = planOf(['at most 3 files'], ['`a` must not be changed.']);
  const digest = (text: string, policy: Partial<TolerancePolicy> = {}): string =>
    digestLimits(readLimits(text, { ...NONE, ...policy }));
  const same = digest(plan);
  expect(digest(plan.replace('# Tea\n', '# Tea\n\n- [x] more\n'))).toBe(same);
  expect(digest(plan.replace('at most 3', 'at most 4'))).not.toBe(same);
  expect(digest(plan.replace('`a`', '`b/`'))).not.toBe(same);
  expect(digest(plan, { highBlastRadius: ['auth'] })).not.toBe(same);
  expect(digest(plan, { lines: 5 })).not.toBe(same);
  // The plan states one itself.
  expect(digest(plan, { files: 5 })).toBe(same);
});
