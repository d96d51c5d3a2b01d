import { fc } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { parsePlan } from '../../../src/artifacts/plan.ts';
import { addMissingSections } from '../../../src/execplan/add-sections.ts';
import { lintExecPlan } from '../../../src/execplan/lint-execplan.ts';
import { adviseOnLongTasks } from '../../../src/execplan/long-tasks.ts';
import { writeRoutingTable } from '../../../src/execplan/routing-table.ts';
import { EXECPLAN_SECTIONS } from '../../../src/execplan/sections.ts';
import { writeSkeleton } from '../../../src/execplan/skeleton.ts';

const whole = writeSkeleton({ kind: 'execplan', title: 'Tea' });
const rules = (text: string): string[] =>
  lintExecPlan(text).diagnostics.map(({ rule, line }) => `${rule} ${line}`);

/** The plan without the sections of these names. */
function without(text: string, ...names: string[]): string {
  return names.reduce((rest, name) => rest.replace(new RegExp(`^## ${name}.*?(?=^## )`, 'ms'), ''), text);
}

describe('an ExecPlan', () => {
  test('that is whole has nothing said against it', () => {
    expect(lintExecPlan(whole).diagnostics).toEqual([]);
    expect(lintExecPlan(whole).tolerances).toHaveLength(6);
    expect(lintExecPlan(whole).tolerances.every(({ measures }) => measures.length > 0)).toBe(true);
  });

  test.each([
    [/^## Tolerances.*$/m, '## 4. tolerances'],
    [/^## Tolerances.*$/m, '## **Exception Triggers**'],
    [/^## Risks$/m, '## Risks / Tradeoffs'],
    [/^## Surprises.*$/m, '### Surprises and discoveries:'],
    [/^## Outcomes.*$/m, '## OUTCOMES AND RETROSPECTIVE'],
    [/^## Progress$/m, '## Progress log (living)'],
  ])('may call %s %j', (heading, spelling) => {
    expect(rules(whole.replace(heading, spelling)).filter((rule) => rule.startsWith('section'))).toEqual([]);
  });

  test.each([
    ['a section is missing', without(whole, 'Risks'), ['section-missing 1']],
    [
      'a section comes twice',
      `${whole}\n## Risks\n\nMore.\n`,
      [expect.stringMatching(/^section-twice \d+$/)],
    ],
    [
      'a heading is crowded by what is indented',
      whole.replace('## Risks\n\n', '## Risks\n  '),
      ['heading-spacing 29'],
    ],
    ['a heading is crowded', whole.replace('## Risks\n\n', '## Risks\n'), ['heading-spacing 29']],
    ['a word is unexplained', whole.replace('# Tea\n', '# Tea\n\nIt needs an RCD.\n'), ['undefined-term 3']],
    [
      'code is fenced in a fenced plan',
      `\`\`\`md\n${whole}\n\`\`\`sh\nls\n\`\`\`\n\`\`\`\n`,
      [expect.stringMatching(/^envelope \d+$/)],
    ],
    ['the fence is not closed', `\`\`\`md\n${whole}`, ['envelope 1']],
    [
      'a number is not understood',
      whole.replace('more than 10 files', 'more than 10 teapots'),
      ['tolerance-unclear 22'],
    ],
  ])('%s', (_, text, expected) => {
    expect(rules(text)).toEqual(expected);
  });

  test.each([
    'A residual-current device (RCD) trips. The RCD is there.',
    'The RCD (a residual-current device) trips.',
    'RCD: a residual-current device.',
    'RCD means a residual-current device.',
    'The file `RCD` and src/RCD.ts.',
    'The API speaks JSON.',
  ])('explains its words: %s', (sentence) => {
    expect(rules(whole.replace('# Tea\n', `# Tea\n\n${sentence}\n`))).toEqual([]);
  });

  test('a plan of tasks is not judged as one', () => {
    expect(rules('# Tea\n### Task 1: Brew\nIt needs an RCD.\n')).toEqual([]);
  });
});

describe('Constraints protect', () => {
  test.each([
    ['Do not modify `src/tea.ts` or `lib/`.', ['src/tea.ts', 'lib/']],
    ['`config/*.json` must not be changed.', ['config/*.json']],
    ['No changes to production code under `src/`.', ['src/']],
    ['`./package.json` stays as it is.', ['package.json']],
    ['Leave `Makefile` and `a/b` unchanged.', ['Makefile', 'a/b']],
    ['`LICENSE` must not be modified.', ['LICENSE']],
    ['Do not change `profile`, `Tea` or `make`.', []],
    ['Do not touch `src/`, except `src/tea.ts`.', ['src/']],
    ['Change `src/tea.ts`. Do not touch `lib/`.', ['lib/']],
    ['`send()` in `src/tea.ts` must not change its signature.', []],
    ['Do not call `brew()` after `pour()`.', []],
    ['Use `src/tea.ts`.', []],
  ])('%s', (item, paths) => {
    const { protectedPaths } = lintExecPlan(`# Tea\n\n## Constraints\n\n- ${item}\n`);
    expect(protectedPaths.map(({ path }) => path)).toEqual(paths);
  });
});

describe('adding sections', () => {
  const living = EXECPLAN_SECTIONS.filter((section) => section.living).map(({ heading }) => heading);
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

  test('gives every living section, keeps every other byte, and does nothing twice', () => {
    const subset = fc.subarray(living, { maxLength: 3 });
    const dress = fc.constantFrom(
      (text: string) => text,
      crlf,
      (text: string) => `\`\`\`md\n${text}\`\`\`\n`,
      (text: string) => text.trimEnd(),
      (text: string) => `\uFEFF${text}`,
    );
    fc.assert(
      fc.property(subset, dress, (missing, wrap) => {
        const text = wrap(without(whole, ...missing.map((name) => name.replace(/ \(.*/, ''))));
        const { text: fixed, added } = addMissingSections(text);
        expect(added).toEqual(living.filter((name) => missing.includes(name)));
        expect(rules(fixed).filter((rule) => !rule.startsWith('heading'))).toEqual([]);
        expect(addMissingSections(fixed)).toEqual({ text: fixed, added: [] });
        if (text.includes('\r\n')) expect(fixed).not.toMatch(/(?<!\r)\n/);
        expect(isSubsequence(text.split('\n'), fixed.split('\n'))).toBe(true);
        const digests = (plan: string): string[] =>
          parsePlan('p.md', plan).artifact.tasks.map(({ digest }) => digest);
        expect(digests(fixed)).toEqual(digests(text));
      }),
    );
  });

  test('puts them where they belong', () => {
    const { text } = addMissingSections(without(whole, 'Risks', 'Decision Log'));
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(
      EXECPLAN_SECTIONS.map(({ heading }) => heading),
    );
  });

  test('leaves a plan of tasks alone', () => {
    expect(addMissingSections('# Tea\n\n### Task 1: Brew\n').added).toEqual([]);
  });
});

function isSubsequence(some: readonly string[], all: readonly string[]): boolean {
  let next = 0;
  for (const line of all) if (line === some[next]) next++;
  // The last line may gain its line end.
  return next >= some.length - 1;
}

describe('the routing table', () => {
  const rows = [{ key: '1', title: 'Brew | pour', work: 'implementation', backend: 'codex' }];
  const plan = '# Tea\n\n### Task 1: Brew | pour\n\n- [ ] do it\n';

  test('is added at the end, then kept current, and changes no task', () => {
    const once = writeRoutingTable(plan, rows);
    expect(once).toBe(
      `${plan}\n## Routing summary\n\n| Task | Title | Work | Backend |\n|---|---|---|---|\n| 1 | Brew \\| pour | implementation | codex |\n`,
    );
    expect(writeRoutingTable(once, rows)).toBe(once);
    const [row] = rows;
    const other = writeRoutingTable(once, [{ key: '1', title: '', work: '', ...row, backend: 'shell' }]);
    expect(other).toBe(once.replace('| codex |', '| shell |'));
    expect(parsePlan('p.md', once).artifact.tasks[0]?.digest).toBe(
      parsePlan('p.md', plan).artifact.tasks[0]?.digest,
    );
  });

  test('of somebody else stays as it is, and a plan without tasks gets none', () => {
    const own = `${plan}\n## Routing\n\n| Who | What |\n|---|---|\n| Ada | all |\n`;
    expect(writeRoutingTable(own, rows)).toBe(own);
    expect(writeRoutingTable('# Tea\n', [])).toBe('# Tea\n');
  });
});

test.each([
  ['### Task 1: Brew (30 min)', [30]],
  ['### Task 1: Brew (~2-5 min)', []],
  ['### Task 1: Brew\n\n**Estimated time:** 1 hour', [60]],
  ['### Task 1: Brew\n\nTime: 10-15 minutes', [15]],
  ['### Task 1: Brew\n\n**Estimate:** 5 minutes', []],
  ['### Task 1: Brew\n\nIt boils for 10 minutes.', []],
])('how long a task says it takes: %j', (text, minutes) => {
  const hints = adviseOnLongTasks(parsePlan('p.md', text).artifact.tasks);
  expect(hints.map(({ message }) => Number(/takes (\d+)/.exec(message)?.[1]))).toEqual(minutes);
});
