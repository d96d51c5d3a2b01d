import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { digestBytes, digestMeaning } from '../../../src/artifacts/digest.ts';
import { onlyTask, parsePlanText, parseSolutionValue } from '../../support/artifacts.ts';

function digestPlan(text: string): string | undefined {
  return parsePlanText(text).artifact.tasks.find(({ title }) => title === 'Brew')?.digest;
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const words = fc.array(word, { minLength: 2, maxLength: 20 });
const space = fc.constantFrom(' ', '  ', '\n', ' \n', '\t', '\r\n');

describe('the digest of bytes', () => {
  test('is named by its algorithm', () => {
    expect(digestBytes(Buffer.from('tea'))).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digestBytes(new Uint8Array())).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  test('of a meaning does not depend on the order of keys', () => {
    expect(digestMeaning({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(digestMeaning({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(digestMeaning([1, 2])).not.toBe(digestMeaning([2, 1]));
  });
});

describe('the digest of a plan task', () => {
  test.prop([words, fc.array(space, { minLength: 20, maxLength: 20 })])(
    'ignores how prose is wrapped',
    (list, gaps) => {
      const wrapped = list.map((text, index) => `${text}${gaps[index] ?? ' '}`).join('');
      expect(digestPlan(`### Task 1: Brew\n\n${wrapped}\n`)).toBe(
        digestPlan(`### Task 1: Brew\n\n${list.join(' ')}\n`),
      );
    },
  );

  test.prop([words, fc.nat(), word])('counts every word', (list, at, other) => {
    const index = at % list.length;
    fc.pre(list[index] !== other);
    const changed = list.with(index, other);
    expect(digestPlan(`### Task 1: Brew\n\n${changed.join(' ')}\n`)).not.toBe(
      digestPlan(`### Task 1: Brew\n\n${list.join(' ')}\n`),
    );
  });

  const body =
    'Use `a  b` and\ntwo spoons.\n\n**Files:**\n- Create: `src/pot.ts`\n\n**Commands:**\n- `echo  a b`\n\n```sh\nmake\n  all\n```\n\n- [ ] fill\n- [x] heat\n';
  const plain = `### Task 1: Brew\n\n${body}`;

  test.each([
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['trailing white space', plain.replaceAll('\n', '  \n')],
    ['more blank lines', plain.replaceAll('\n\n', '\n\n\n')],
    ['ticks', plain.replaceAll('[ ]', '[x]')],
    ['no ticks', plain.replaceAll('[x]', '[ ]')],
    ['another number', plain.replace('Task 1', 'Task 7')],
    ['another level', plain.replace('###', '##')],
    [
      'another place',
      `# Tea\n\n## Chapter\n\n### Task 4: Pour\n\nx\n\n---\n\n${plain}\n---\n\n### Task 5: Drink\n`,
    ],
    ['another indentation', plain.replace(/^- /gm, '  - ')],
    ['an indented fence', plain.replace('```sh\nmake\n  all\n```', '  ```sh\n  make\n    all\n  ```')],
  ])('is the same with %s', (_, text) => {
    expect(digestPlan(text)).toBe(digestPlan(plain));
  });

  test.each([
    ['a word', plain.replace('two', 'three')],
    ['a path', plain.replace('pot.ts', 'pan.ts')],
    ['white space inside a command', plain.replace('echo  a', 'echo a')],
    ['white space inside of code', plain.replace('a  b', 'a b')],
    ['indentation inside a fence', plain.replace('  all', '    all')],
    ['a blank line inside a fence', plain.replace('make\n', 'make\n\n')],
    ['the shell of a fence', plain.replace('```sh', '```bash')],
    ['one more box', `${plain}- [ ] drink\n`],
  ])('changes with %s', (_, text) => {
    expect(digestPlan(text)).not.toBe(digestPlan(plain));
  });

  test('changes with the title', () => {
    const [brew, pour] = ['Brew', 'Pour'].map(
      (title) => onlyTask(parsePlanText(`### Task 1: ${title}\n\nx\n`)).digest,
    );
    expect(brew).not.toBe(pour);
  });
});

describe('the digest of a solution task', () => {
  const task = {
    id: 'T1',
    title: 'Brew',
    scope: 'kitchen',
    action: 'Create',
    implementation: ['Fill the pot.', 'Heat it.'],
    files: [{ path: 'src/pot.ts', change: 'new' }],
    test: { commands: ['echo  a b'] },
    commit: { type: 'feat' },
  };
  const digest = (value: object) => onlyTask(parseSolutionValue({ tasks: [{ ...task, ...value }] })).digest;

  test.each([
    ['id', { id: 'T9' }],
    ['status', { status: 'done' }],
    ['priority', { priority: 1 }],
    ['effort', { effort: 'small' }],
    ['times', { created_at: '2026-11-20' }],
    ['white space', { implementation: ['Fill  the\npot. ', 'Heat it.'] }],
    ['null', { backend: null }],
  ])('does not depend on %s', (_, value) => {
    expect(digest(value)).toBe(digest({}));
  });

  test.each([
    ['title', { title: 'Pour' }],
    ['scope', { scope: 'garden' }],
    ['action', { action: 'Fix' }],
    ['files', { files: [{ path: 'src/pan.ts', change: 'new' }] }],
    ['steps', { implementation: ['Heat it.', 'Fill the pot.'] }],
    ['criteria', { convergence: { criteria: ['hot'] } }],
    ['tests', { test: { commands: ['echo a b'] } }],
    ['backend', { backend: 'shell' }],
    ['commands', { commands: ['make'] }],
    ['commit', { commit: { type: 'fix' } }],
    ['dependencies', { depends_on: [] }],
  ])('depends on %s', (_, value) => {
    expect(digest(value)).not.toBe(digest({}));
  });

  test('does not depend on the order of keys or the layout of the file', () => {
    const turned = Object.fromEntries(Object.entries(task).reverse());
    const text = JSON.stringify({ tasks: [turned] }, null, '\t').replaceAll('\n', '\r\n');
    expect(onlyTask(parseSolutionValue(text)).digest).toBe(digest({}));
  });
});

describe('the content of a plan task', () => {
  const read = (field: string) =>
    onlyTask(
      parsePlanText(
        `### Task 4: Brew\n\n**Objective:** tea 1\n${field}\n**Backend:** shell\n\n- [ ] do it\n`,
      ),
    );

  test.each([
    ['1', '2'],
    ['9', '10'],
    ['1, 2 and 3', '2, 3 and 4'],
    ['1-3', '2-4'],
    ['Task 1 (2 cups)', 'Task 9 (2 cups)'],
    ['\n- Task 1\n- #2', '\n- Task 2\n- #3'],
  ])('is the same where %s became %s, and its digest is another', (before, after) => {
    const [one, other] = [before, after].map((written) => read(`**Depends on:** ${written}`));
    expect(one?.dependsOn).not.toEqual(other?.dependsOn);
    expect(one?.digest).not.toBe(other?.digest);
    expect(one?.content).toBe(other?.content);
    expect(one?.content).toMatch(/^sha256:/);
  });

  test.each([
    ['1', '1, 2'],
    ['1 (2 cups)', '1 (3 cups)'],
  ])('is another where %s became %s', (before, after) => {
    expect(read(`**Depends on:** ${before}`).content).not.toBe(read(`**Depends on:** ${after}`).content);
  });

  test.each(['none', 'the previous task', 'none (see 3)', '1\n  and so on'])(
    'is not there for %s',
    (written) => {
      expect(read(`**Depends on:** ${written}`).content).toBeUndefined();
    },
  );

  test('is another with other words', () => {
    const [one, other] = ['tea 1', 'tea 2'].map(
      (objective) =>
        onlyTask(parsePlanText(`### Task 4: Brew\n\n**Objective:** ${objective}\n**Depends on:** 1\n`))
          .content,
    );
    expect(one).not.toBe(other);
  });
});

test('the content of a solution task leaves out the ids of others, not how many they are', () => {
  const content = (...ids: string[]) =>
    onlyTask(parseSolutionValue({ tasks: [{ id: 'T9', title: 'Brew', depends_on: ids }] })).content;
  expect(content('T1', 'T2')).toBe(content('A', 'B'));
  expect(content('T1')).not.toBe(content('A', 'B'));
  expect(content()).toBeUndefined();
});
