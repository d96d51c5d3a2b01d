import { describe, expect, test } from 'vitest';
import { buildPrompt } from '../../../src/executors/prompt.ts';
import { makeScript, makeTask } from '../../support/executor-request.ts';

const artifactSnapshot = '/state/run-1/artifact.md';

function buildSections(
  ...[task, context = {}]: [ReturnType<typeof makeTask>, object?]
): Record<string, string> {
  const prompt = buildPrompt(task, { artifactSnapshot, ...context });
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
    expect(sections['Goal']).toBe('People can sign in.');
    expect(sections['Acceptance criteria']).toBe('- A wrong password is refused.\n- The form is labelled.');
    expect(sections['Files']).toBe('- create: `src/login.ts`\n- test: `test/login.test.ts`');
    expect(sections['Commands to run']).toBe(
      '```sh\nnpm run generate\n```\n\n```bash\nset -u\nmake all\n```',
    );
    expect(sections['Checks that must pass']).toBe('```sh\nnpm test -- login\n```');
    expect(sections['Answer']).toContain('summary');
    expect(sections['The task as it was written']).toBe('```markdown\nThe brief.\n```');
  });

  test('says that planex commits, that the plan is not to be edited, and where it can be read', () => {
    const constraints = buildSections(full)['Constraints'] ?? '';
    expect(constraints).toContain('planex checks and commits');
    expect(constraints).toContain('Do not edit `docs/plans/2026-11-20-login.md`');
    expect(constraints).toContain(artifactSnapshot);
  });

  test('leaves out what the task does not state, but never the goal', () => {
    const sections = buildSections(makeTask());
    expect(Object.keys(sections)).toEqual(['Goal', 'Constraints', 'Answer', 'The task as it was written']);
    expect(sections['Goal']).toBe('Add the login form');
  });

  test('names the checks of the project when the task has none of its own', () => {
    const context = { checks: ['node_modules/.bin/tsc --noEmit', 'npm run test'] };
    expect(buildSections(makeTask(), context)['Checks that must pass']).toBe(
      '- `node_modules/.bin/tsc --noEmit`\n- `npm run test`',
    );
    expect(buildSections(full, context)['Checks that must pass']).not.toContain('tsc');
  });

  test('quotes a brief that holds fences without losing its end', () => {
    const brief = 'Text\n````md\n```sh\nls\n```\n````\nmore';
    expect(buildPrompt(makeTask({ brief }), { artifactSnapshot })).toContain(
      `\`\`\`\`\`markdown\n${brief}\n\`\`\`\`\``,
    );
  });

  test("carries the repository's guide for plans", () => {
    const plansGuide = { path: 'PLANS.md', text: 'Keep the log.\n' };
    expect(buildSections(makeTask(), { plansGuide })['Guide for plans (PLANS.md)']).toBe(
      '```markdown\nKeep the log.\n```',
    );
  });
});
