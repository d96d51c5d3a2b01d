import { describe, expect, test } from 'vitest';
import { parsePlan } from '../../../src/artifacts/plan.ts';
import { deriveTasks } from '../../../src/tasks/derive.ts';

const LIVING = ['Constraints', 'Tolerances', 'Risks', 'Decision Log']
  .map((name) => `## ${name}\n\nNone.\n`)
  .join('\n');

function orderOf(body: string, living = LIVING): Record<string, string[]> {
  const { artifact, diagnostics } = parsePlan('a.md', `# A\n\nStatus: APPROVED\n\n${living}\n${body}`);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const keyOf = (id: string): string => id.slice('a#'.length);
  return Object.fromEntries(deriveTasks('a.md', artifact).map(({ key, after }) => [key, after.map(keyOf)]));
}

function task(key: number, dependsOn = 'none'): string {
  return `### Task ${key}: T\n\n**Depends on:** ${dependsOn}\n\n- [ ] x\n`;
}

const TWO = `## Milestone 1: A\n\n${task(1)}\n${task(2)}\n## Milestone 2: B\n\n${task(3)}\n${task(4, '3')}\n## Milestone 3\n\n${task(5)}`;

describe('the milestones of an ExecPlan with tasks', () => {
  test('begin when all tasks of the one before are done, whatever the tasks declare', () => {
    expect(orderOf(TWO)).toEqual({ 1: [], 2: [], 3: ['1', '2'], 4: ['3', '1', '2'], 5: ['3', '4'] });
  });

  test('of a plan without living sections part nothing', () => {
    expect(orderOf(TWO, '')).toEqual({ 1: [], 2: [], 3: [], 4: ['3'], 5: [] });
  });

  test('are validated by what they state themselves, and the next ones wait for that', () => {
    const stated = TWO.replace('A\n\n', 'A\n\n**Validation:** `npm test`, `npm run lint`\n\n').replace(
      '\n## Milestone 3',
      '\n### How to see it\n\n**Acceptance:**\n- `make check` prints ok\n\n## Milestone 3',
    );
    expect(orderOf(stated)).toEqual({
      1: [],
      2: [],
      'milestone-1': ['1', '2'],
      3: ['milestone-1'],
      4: ['3', 'milestone-1'],
      'milestone-2': ['3', '4'],
      5: ['milestone-2'],
    });
    const { artifact } = parsePlan('a.md', `# A\n\n${LIVING}\n## Progress\n\n- [ ] Milestone 1\n\n${stated}`);
    const gate = artifact.tasks.find(({ key }) => key === 'milestone-1');
    expect(gate).toMatchObject({
      title: 'Validate Milestone 1: A',
      backend: 'shell',
      boxes: [{ text: 'Milestone 1' }],
    });
    expect(gate?.verify.map(({ text }) => text)).toEqual(['npm test', 'npm run lint']);
  });

  test.each([
    [
      'one of their tasks waits for a later one',
      TWO.replace('### Task 1: T\n\n**Depends on:** none', '### Task 1: T\n\n**Depends on:** 3'),
    ],
    ['two have one name', TWO.replace('Milestone 2', 'Milestone 1')],
    [
      'one is inside of another',
      TWO.replace('## Milestone 2', '### Milestone 2').replaceAll('### Task', '#### Task'),
    ],
  ])('order nothing where %s', (_, body) => {
    expect(orderOf(body)[5]).toEqual([]);
  });

  test('stages and phases count as well, and what is written below tasks is theirs', () => {
    const stages = TWO.replaceAll('Milestone', 'Stage').replaceAll(
      '- [ ] x',
      '**Validation:** `npm test`\n\n- [ ] x',
    );
    expect(Object.keys(orderOf(stages))).toEqual(['1', '2', '3', '4', '5']);
    expect(orderOf(stages)[3]).toEqual(['1', '2']);
  });
});

test('a milestone without tasks of its own is judged by what it says itself', () => {
  const body = '## Milestone 1: A\n\nDo it.\n\n**Validation:**\n- `npm test`\n';
  const { artifact } = parsePlan('a.md', `# A\n\n${LIVING}\n${body}`);
  expect(artifact.tasks.map(({ key, verify }) => [key, verify[0]?.text])).toEqual([
    ['milestone-1', 'npm test'],
  ]);
});

test('the gate of a milestone runs nothing but its checks, and says so', () => {
  const body = TWO.replace('A\n\n', 'A\n\n**Validation:** `npm test`, `npm run lint`\n\n');
  const { artifact } = parsePlan('a.md', `# A\n\n${LIVING}\n${body}`);
  expect(artifact.tasks.find(({ key }) => key === 'milestone-1')).toMatchObject({
    objective: 'See that Milestone 1: A has passed before what comes after it begins.',
    files: [],
    doneWhen: [],
    commands: [{ text: ':' }],
    brief: 'Validate Milestone 1: A\n\nnpm test\nnpm run lint\n',
  });
});

test('tasks of a milestone that tries something out are prototypes, and its last one is judged by its checks', () => {
  const body = TWO.replace('1: A\n\n', '1: Prototyping\n\n**Validation:** `npm test`\n\n');
  const { artifact } = parsePlan('a.md', `# A\n\n${LIVING}\n${body}`);
  expect(artifact.tasks.map(({ key, prototype }) => [key, prototype ?? false])).toEqual([
    ['1', true],
    ['2', true],
    ['3', false],
    ['4', false],
    ['5', false],
  ]);
  expect(artifact.tasks.map(({ verify }) => verify.map(({ text }) => text))).toEqual([
    [],
    ['npm test'],
    [],
    [],
    [],
  ]);
});

test('only milestones that say so by their heading are prototypes', () => {
  const kinds = ['Milestone 1: A prototype', 'Milestone 2: B'].map((heading) => `## ${heading}\n\nDo it.\n`);
  const { artifact } = parsePlan('a.md', `# A\n\n${LIVING}\n${kinds.join('\n')}`);
  expect(artifact.tasks.map(({ key, prototype }) => [key, prototype])).toEqual([
    ['milestone-1', true],
    ['milestone-2', undefined],
  ]);
});
