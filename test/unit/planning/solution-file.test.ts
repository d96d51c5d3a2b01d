import { describe, expect, test } from 'vitest';
import type { Planning } from '../../../src/planning/planning-record.ts';
import { listDemands } from '../../../src/planning/list-demands.ts';
import { readSolution, type SolutionReading, wrapSolution } from '../../../src/planning/solution-file.ts';
import { plannedAs } from '../../support/planned.ts';

const AT = '2026-11-20T12:00:00.000Z';
const PLANNING: Planning = { version: 1, issueId: 'ISS-1', title: 'Greet', request: '', at: AT, answers: [] };
const read = (text: string): SolutionReading => readSolution(PLANNING, { text, backend: 'codex', at: AT });

function readSound(text: string) {
  const reading = read(text);
  if (!reading.ok) throw new Error(reading.problems.join('\n'));
  return reading.value;
}

describe('the answer of a planner', () => {
  test.each([
    ['bare', makeGood()],
    [
      'in a fence, with words around it',
      `Here it is {as asked}:\n\n\`\`\`json\n${makeGood()}\n\`\`\`\nDone.`,
    ],
    ['in an envelope', `{"issue_id":"ISS-9","solution":${makeGood()}}`],
    ['bound in an envelope', `{"solution":{"bound":${makeGood()}}}`],
    ['after a smaller object', `{"note":"small"} ${makeGood()}`],
  ])('%s is taken', (_how, text) => {
    const { tasks, text: file } = readSound(text);
    expect(tasks.map(({ title }) => title)).toEqual(['Greet']);
    // Whatever the answer calls itself, it is of the issue that was asked about.
    expect(JSON.parse(file)).toMatchObject({ issue_id: 'ISS-1', planned_at: AT, planned_by: 'codex' });
  });

  test('names the model where it is known', () => {
    const reading = readSolution(PLANNING, { text: makeGood(), backend: 'codex', model: 'gpt-5.4', at: AT });
    expect(reading.ok && JSON.parse(reading.value.text).planned_by).toBe('codex (gpt-5.4)');
  });

  test.each([
    ['words only', 'I would greet.', /no JSON object/],
    ['an object of another kind', '{"plan":[]}', /no JSON object/],
    ['no tasks', '{"tasks":[]}', /no tasks/],
    ['a task whose title is no text', '{"tasks":[{"id":"T1","title":7}]}', /title/],
    ['a circle', makeCircle(), /T1|T2/],
    ['an unknown task', plannedAs({ files: ['a'], dependsOn: ['T9'] }), /T9/],
    ['one id twice', plannedAs({ id: 'T1', files: ['a'] }, { id: 'T1', files: ['b'] }), /T1/],
  ])('%s is refused with what is wrong', (_what, text, problem) => {
    const reading = read(text);
    expect(reading.ok ? [] : reading.problems).toContainEqual(expect.stringMatching(problem));
  });

  test('what the store keeps is put into the same form', () => {
    expect(wrapSolution('ISS-1', 'Greet', `{"tasks":`)).toMatchObject({ ok: false });
    const wrapped = wrapSolution('ISS-1', 'Greet', makeGood());
    expect(wrapped.ok && JSON.parse(wrapped.value.text)).toMatchObject({
      issue_id: 'ISS-1',
      issue_title: 'Greet',
      solution: { tasks: [{ id: 'T1' }] },
    });
  });
});

describe('what a solution demands beside its agent', () => {
  test('is each command, check and backend that it names', () => {
    const { tasks } = readSound(
      plannedAs(
        { files: ['a.txt'] },
        { files: ['b.txt'], commands: ['make b'], verification: ['test -f b.txt'], backend: 'shell' },
      ),
    );
    expect(listDemands(tasks)).toEqual([
      'T2: backend shell',
      'T2: $ make b',
      'T2: verified by $ test -f b.txt',
    ]);
  });
});

function makeGood(): string {
  return plannedAs({ title: 'Greet', files: ['greeting.txt'] });
}

function makeCircle(): string {
  return plannedAs({ files: ['a'], dependsOn: ['T2'] }, { files: ['b'], dependsOn: ['T1'] });
}
