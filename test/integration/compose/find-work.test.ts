import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWork, type RunInput, type Work } from '../../../src/compose/run/find-work.ts';
import { nameSolutionFile } from '../../../src/compose/run/place-solution.ts';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import { openIssueStore } from '../../../src/state/issue-store.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const ISSUES = 'docs/issues/.store/issues.jsonl';

interface Scene {
  home: string;
  find: (input: Partial<RunInput>) => Promise<Work[]>;
  /** How many issues the store has. */
  count: () => Promise<number>;
}

/** A repository with these files, where planex reads no plan yet but those of `artifacts`. */
function makeScene(files: Record<string, string>, artifacts: StatusView['artifacts'] = []): Scene {
  const home = makeFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const daemon = { running: false, version: '0' };
  const view: StatusView = { daemon, paused: false, artifacts, tasks: [] };
  const store = openIssueStore(home, makeFolder());
  return {
    home,
    find: (input) => findWork({ cwd: home, view, store, now: new Date() }, { ids: [], ...input }),
    count: async () => (await store.read()).issues.length,
  };
}

/** What `planex run <id>` finds. */
function find(id: string, files: Record<string, string>): Promise<Work[]> {
  return makeScene(files).find({ ids: [id] });
}

test('an issue of the store is to be planned', async () => {
  expect(await find('A', { [ISSUES]: '{"id":"A","title":"Tea"}\n' })).toMatchObject([
    { kind: 'issue', label: 'A', title: 'Tea' },
  ]);
});

test.each([
  ['-rf', 'cannot be the name of a file everywhere'],
  ['$(id)', 'cannot be the name of a file everywhere'],
  ['a;b', 'cannot be the name of a file everywhere'],
  ['a:b', 'cannot be the name of a file everywhere'],
  ['\u65e5'.repeat(90), 'is too long for the name of a file'],
])('for an id that can name no file nobody is asked: %s', async (id, expected) => {
  const line = JSON.stringify({ id, title: 'Tea' });
  const solutions = 'docs/issues/.store/solutions/A.jsonl';
  await expect(find(id, { [ISSUES]: `${line}\n`, [solutions]: '' })).rejects.toThrow(expected);
});

test.each(['Tür-1', 'Tu\u0308r-1', '\u65e5\u672c-7', '_a.b@c+d=e'])(
  'letters of any script can name a file: %s',
  async (id) => {
    const line = JSON.stringify({ id, title: 'Tea' });
    expect(await find(id, { [ISSUES]: `${line}\n` })).toMatchObject([{ kind: 'issue', label: id }]);
    expect(nameSolutionFile(id)).toBe(`docs/issues/${id.normalize('NFC')}.json`);
  },
);

test('nobody is asked for a solution where there may be one that cannot be read', async () => {
  const solutions = 'docs/issues/.store/solutions/A.jsonl';
  const finding = find('A', { [ISSUES]: '{"id":"A"}\n', [solutions]: '{"id":"S1","tasks":[\n' });
  await expect(finding).rejects.toThrow(/A may have a solution that cannot be read:\n.*A\.jsonl:1:/);
});

test('an issue that stands on a line that cannot be read is not called unknown', async () => {
  const finding = find('B', { [ISSUES]: '{"id":"A"}\n{"id":"B"\n' });
  await expect(finding).rejects.toThrow(/"B" is not among the issues that can be read:\n.*issues\.jsonl:2:/);
});

test('what is a path means the artifact there, as seen from the folder; other files are to be planned', async () => {
  const repository = makeRepository();
  repository.write('docs/issues/ISS-1.json', '{}');
  repository.write('notes/tea.md', '# Tea');
  const cwd = join(repository.path, 'docs/issues');
  const place = { path: 'docs/issues/ISS-1.json', kind: 'solution', title: '', label: 'ISS-1' } as const;
  const view: StatusView = {
    daemon: { running: false, version: '0' },
    paused: false,
    artifacts: [{ ...place, digest: '', diagnostics: [] }],
    tasks: [],
  };
  const store = openIssueStore(repository.path, makeFolder());
  const run = (...ids: string[]): Promise<Work[]> => findWork({ cwd, view, store, now: new Date() }, { ids });
  const found = [{ kind: 'artifact', label: 'ISS-1', path: place.path }];
  for (const written of ['ISS-1', 'ISS-1.json', '../issues/ISS-1.json', join(cwd, 'ISS-1.json')]) {
    expect(await run(written)).toEqual(found);
  }
  await expect(run('../../notes/tea.md')).rejects.toMatchObject({
    message: '"../../notes/tea.md" is neither an issue nor a plan or solution that planex reads',
    todo: 'planex run --plan ../../notes/tea.md has what it says planned',
  });
  await expect(run('../x')).rejects.toMatchObject({ todo: 'planex issues lists all issues' });
});

describe('of the solutions of an issue that lie in place', () => {
  const rivals = ['S1', 'S2'].map((solution) => ({
    path: `docs/issues/${solution}.json`,
    kind: 'solution' as const,
    label: 'A',
    solution,
    title: '',
    digest: '',
    diagnostics: [],
  }));
  const PAST = ISSUES.replace('issues.jsonl', 'issue-history.jsonl');
  const paths = async (wanted: string, files: Record<string, string>): Promise<(string | undefined)[]> =>
    (await makeScene(files, rivals).find({ ids: [wanted] })).map((one) =>
      one.kind === 'artifact' ? one.path : undefined,
    );

  test.each<[string, string, string, string[]]>([
    ['the one that was chosen', ISSUES, '{"id":"A","bound_solution_id":"S2"}', ['docs/issues/S2.json']],
    ['by its path', ISSUES, '{"id":"A","bound_solution_id":"docs/issues/S1.json"}', ['docs/issues/S1.json']],
    [
      'also of an issue that is past',
      PAST,
      '{"id":"A","status":"completed","bound_solution_id":"S2"}',
      ['docs/issues/S2.json'],
    ],
    ['all before one is chosen', ISSUES, '{"id":"A"}', ['docs/issues/S1.json', 'docs/issues/S2.json']],
  ])('counts %s', async (_, store, line, expected) => {
    expect(await paths('A', { [store]: `${line}\n` })).toEqual(expected);
  });

  test('one that was not chosen is meant by its own path', async () => {
    const files = { [ISSUES]: '{"id":"A","bound_solution_id":"S2"}\n' };
    expect(await paths('docs/issues/S1', files)).toEqual(['docs/issues/S1.json']);
  });
});

test('the same words at the same time are one issue', async () => {
  const { find: findIn, count } = makeScene({ [ISSUES]: '{"id":"A","context":"Greet"}\n' });
  const works = await Promise.all(['Tea', 'Tea', 'Tea'].map((text) => findIn({ text })));
  expect(new Set(works.flat().map(({ label }) => label)).size).toBe(1);
  expect(await count()).toBe(2);
});

describe('an answer', () => {
  const files = { [ISSUES]: '{"id":"A","context":"Greet"}\n{"id":"B"}\n' };
  const solved = { path: 'docs/issues/C.json', kind: 'solution', label: 'C' } as const;

  test.each<[string, Partial<RunInput>, string]>([
    ['without a word', { ids: ['A'], answer: ' ' }, 'an answer has at least one word'],
    ['to two', { ids: ['A', 'B'], answer: 'red' }, 'an answer is for one issue'],
    ['to what has its solution', { ids: ['C'], answer: 'red' }, 'no planner asks anything about it'],
    ['to words that nobody has said', { text: 'Tea', answer: 'red' }, 'nobody has asked anything'],
  ])('%s is refused, and nothing is registered', async (_, input, expected) => {
    const { find: findIn, count } = makeScene(files, [{ ...solved, title: '', digest: '', diagnostics: [] }]);
    await expect(findIn(input)).rejects.toThrow(expected);
    expect(await count()).toBe(2);
  });

  test('to the words of an issue is for its planner', async () => {
    expect(await makeScene(files).find({ text: 'Greet', answer: 'red' })).toMatchObject([{ label: 'A' }]);
  });
});

describe('a file that says what to do', () => {
  test.each([
    ['is empty', '', 'the plan says nothing'],
    ['is blank', ' \n\t\n', 'the plan says nothing'],
    ['is no text', 'a\0b', 'there is a NUL byte'],
    ['has no end', 'x'.repeat(600_000), 'longer than 512 KB'],
  ])('and %s is refused, and nothing is registered', async (_, text, expected) => {
    const { find: findIn, count } = makeScene({ 'plan.md': text });
    await expect(findIn({ plan: 'plan.md' })).rejects.toThrow(expected);
    expect(await count()).toBe(0);
  });

  test('gives an issue its title and its words', async () => {
    const text = '\uFEFFBefore.\n\n# Serve tea\n\nWith milk.\n';
    expect(await makeScene({ 'plan.md': text }).find({ plan: 'plan.md' })).toMatchObject([
      { kind: 'issue', title: 'Serve tea', request: text.slice(1).trim() },
    ]);
  });

  test('that is not there is named', async () => {
    const { find: findIn, home } = makeScene({});
    await expect(findIn({ plan: 'none.md' })).rejects.toThrow('the plan cannot be read: ENOENT');
    await expect(findIn({ plan: home })).rejects.toThrow('the plan cannot be read: EISDIR');
  });
});
