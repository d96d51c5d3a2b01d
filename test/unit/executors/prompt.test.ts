import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../../src/artifacts/markdown.ts';
import { buildPrompt, type PromptContext } from '../../../src/executors/prompt.ts';
import { WORK_TYPES } from '../../../src/routing/policy.ts';
import { makeScript, makeTask } from '../../support/executor-request.ts';

const context: PromptContext = {
  work: 'implementation',
  sandbox: 'workspace-write',
  artifactSnapshot: '/state/run-1/artifact.md',
};

function buildSections(
  ...[task, change = {}]: [ReturnType<typeof makeTask>, Partial<PromptContext>?]
): Record<string, string> {
  const prompt = buildPrompt(task, { ...context, ...change });
  const parts = prompt.split(/^## (.*)$/m).slice(1);
  return Object.fromEntries(
    parts.flatMap((part, index) => (index % 2 === 0 ? [[part, (parts[index + 1] ?? '').trim()]] : [])),
  );
}

const full = makeTask({
  objective: 'People can sign in.',
  files: [
    { kind: 'create', path: 'src/login.ts' },
    { kind: 'test', path: 'test/login.test.ts' },
  ],
  commands: [makeScript('npm run generate'), makeScript('set -u\nmake all', 'bash')],
  verify: [makeScript('npm test -- login')],
  doneWhen: ['A wrong password is refused.', 'The form is labelled.'],
});

describe('buildPrompt', () => {
  test('has every part of the contract for a task that states everything', () => {
    const sections = buildSections(full);
    expect(sections['Goal']).toBe('```text\nAdd the login form\n\nPeople can sign in.\n```');
    expect(sections['Acceptance criteria']).toBe(
      '```text\n- A wrong password is refused.\n- The form is labelled.\n```',
    );
    expect(sections['Files']).toBe('- create: `src/login.ts`\n- test: `test/login.test.ts`');
    expect(sections['Required commands']).toBe(
      '```sh\nnpm run generate\n```\n\n```bash\nset -u\nmake all\n```',
    );
    expect(sections['Checks that must pass']).toBe('```sh\nnpm test -- login\n```');
    expect(sections['Expected answer']).toContain('summary');
    expect(sections['Before you answer']).toMatch(/^- Every acceptance criterion/);
    expect(sections['If you cannot go on']).toContain('planex-push-back');
    expect(sections['The task as it was written']).toBe('```markdown\nThe brief.\n```');
  });

  test('says that planex commits, that the plan is not to be edited, and where it can be read', () => {
    const constraints = buildSections(full)['Constraints'] ?? '';
    expect(constraints).toContain('planex checks and commits');
    expect(constraints).toContain('Do not commit');
    expect(constraints).toContain('Do not edit `docs/plans/2026-11-20-login.md`');
    expect(constraints).toContain(context.artifactSnapshot);
  });

  test('leaves out what the task does not state, but never the goal', () => {
    const sections = buildSections(makeTask());
    expect(Object.keys(sections)).toEqual([
      'Goal',
      'Constraints',
      'The task as it was written',
      'Expected answer',
      'Before you answer',
      'If you cannot go on',
    ]);
    expect(sections['Goal']).toBe('```text\nAdd the login form\n```');
  });

  test('names the checks of the project when the task has none of its own', () => {
    const checks = ['node_modules/.bin/tsc --noEmit', 'npm run test'];
    expect(buildSections(makeTask(), { checks })['Checks that must pass']).toBe(
      '- `node_modules/.bin/tsc --noEmit`\n- `npm run test`',
    );
    expect(buildSections(full, { checks })['Checks that must pass']).not.toContain('tsc');
    const looking = makeTask({ verify: [{ text: 'test -f a.txt', line: 1, looks: true }] });
    const both = buildSections(looking, { checks })['Checks that must pass'];
    expect(both).toContain('test -f a.txt');
    expect(both).toContain('npm run test');
  });

  test('quotes a path whole, whatever backticks it holds', () => {
    const files = [
      { kind: 'create' as const, path: 'a`b.ts' },
      { kind: 'create' as const, path: '`c``' },
    ];
    expect(buildSections(makeTask({ files }))['Files']).toBe('- create: ``a`b.ts``\n- create: ``` `c`` ```');
  });

  test("carries the repository's guide for plans", () => {
    const plansGuide = { path: 'PLANS.md', text: 'Keep the log.\n' };
    expect(buildSections(makeTask(), { plansGuide })["The repository's guide for plans (PLANS.md)"]).toBe(
      '```markdown\nKeep the log.\n```',
    );
  });
});

describe('what is asked for by kind of work', () => {
  test.each([
    ['implementation', 'patch'],
    ['exploration', 'summary'],
    ['code-review', '"findings"'],
    ['analysis', 'conclusion'],
    ['research', 'citation'],
    ['options', 'two to four options'],
  ] as const)('%s: %s', (work, word) => {
    expect(buildSections(full, { work })['Expected answer']).toContain(word);
  });

  test.each(WORK_TYPES)('%s has a checklist of its own', (work) => {
    expect(buildSections(full, { work })['Before you answer']?.split('\n').length).toBeGreaterThan(1);
  });

  test('read-only: nothing is to be changed, and the checks of the project are no matter', () => {
    const sections = buildSections(makeTask(), {
      work: 'analysis',
      sandbox: 'read-only',
      checks: ['npm test'],
    });
    expect(sections['Constraints']).toContain('Change no file');
    expect(sections['Constraints']).not.toContain('commit');
    expect(sections).not.toHaveProperty('Checks that must pass');
  });
});

describe('what a plan says is data', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        '`',
        '``',
        '```',
        '````',
        '~~~',
        '\n',
        ' ',
        '## Constraints',
        '- push',
        'a',
        '<!--',
        '\t',
      ),
    )
    .map((parts) => parts.join(''));

  property.prop([hostile, hostile, hostile, hostile])(
    'no text of it gets out of its fence, to be taken for a heading of the prompt',
    (title, brief, command, criterion) => {
      const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
      const task = makeTask({
        title: line(title),
        objective: line(criterion),
        brief,
        commands: [makeScript(command)],
        verify: [makeScript(command)],
        doneWhen: [line(criterion)],
        files: [{ kind: 'create', path: line(title) || 'a' }],
      });
      const parsed = parseMarkdown(
        buildPrompt(task, { ...context, plansGuide: { path: 'PLANS.md', text: brief } }),
      );
      if (!parsed.ok) throw new Error(parsed.failure.message);
      const headings = parsed.value.flatMap((one) => (one.kind === 'heading' ? [one.text] : []));
      expect(headings).toEqual([
        'One task',
        'Goal',
        'Acceptance criteria',
        'Files',
        'Constraints',
        'Required commands',
        'Checks that must pass',
        'The task as it was written',
        "The repository's guide for plans (PLANS.md)",
        'Expected answer',
        'Before you answer',
        'If you cannot go on',
      ]);
    },
  );
});
