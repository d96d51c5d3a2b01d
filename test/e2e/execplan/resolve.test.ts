import { expect, it } from 'vitest';
import { planText } from '../../support/plan.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { type ScriptedCodex, useScriptedCodex } from '../../support/scripted-codex.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const PLAN = 'docs/plans/2026-11-20-greet.md';
const TASK = { title: 'Say hello', files: ['hello.txt'], backend: 'codex', verify: ['test -s hello.txt'] };
const QUESTION = {
  case: 'underspecified',
  question: 'In which language?',
  options: ['English, as now', 'Latin: `salve`\n## Status\n- [ ] x'],
};
const ASKS = { says: `Hm.\n\n\`\`\`planex-push-back\n${JSON.stringify(QUESTION)}\n\`\`\`\n` };

function asks(question: object = QUESTION): { says: string } {
  return { says: ASKS.says.replace(JSON.stringify(QUESTION), JSON.stringify(question)) };
}

/** A repository whose only task has been asked about, and the one who asked. */
async function makeAsked(
  end: string,
  first = ASKS,
): Promise<{ repository: TestRepository; codex: ScriptedCodex }> {
  const repository = makeRepository();
  repository.write(PLAN, `${planText([TASK], { title: 'greet' })}${end}`);
  const codex = useScriptedCodex({ reviews: [], edits: [first, 'echo hello > hello.txt'] });
  await planex(repository, ['once'], { env: codex.env });
  return { repository, codex };
}

it('an answer goes into the Decision Log and to whoever asked, in the same conversation', async () => {
  const { repository, codex } = await makeAsked('\n## Decision Log\n\n- Decision: tea\n\n## Outcomes\n');
  const why = await planexOk(repository, 'why', 'greet#1');
  expect(why).toContain('underspecified: In which language?');
  expect(why).toContain('planex resolve docs/plans/2026-11-20-greet#1 --option <n>');
  const before = repository.read(PLAN);

  const said = await planexOk(repository, 'resolve', 'greet#1', '--option', '2', '--note', 'but *loud*');
  expect(said).toContain(`written into the Decision Log of ${PLAN}\n`);
  const [begin = '', end = ''] = before.split('- Decision: tea\n');
  const text = repository.read(PLAN);
  expect(
    text.startsWith(
      `${begin}- Decision: tea\n- Decision: Latin: 'salve' ## Status - \\[ ] x (but \\*loud\\*)\n`,
    ),
  ).toBe(true);
  expect(text.endsWith(end)).toBe(true);
  expect(text).toMatch(
    /\n {2}Rationale: Answers docs\/plans\/2026-11-20-greet#1, where codex asked \(underspecified\): In which language\?\n {2}Date\/Author: \d{4}-\d\d-\d\d \d\d:\d\dZ, .+\n/,
  );

  expect(await planexOk(repository, 'why', 'greet#1', '--prompt')).toContain('but *loud*');
  expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
  expect(codex.prompts('edit')[1]).toMatch(
    /^You asked instead of going on\.[^]*In which language\?[^]*but \*loud\*/,
  );
  expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('hello.txt');
  expect(repository.read(PLAN)).toBe(text.replace('- [ ] do it', '- [x] do it'));
});

it('an answer of one’s own words does, and a plan without a log is left alone', async () => {
  const { repository, codex } = await makeAsked('', asks({ ...QUESTION, options: [] }));
  expect(await planexOk(repository, 'why', 'greet#1')).toContain('--note "<answer>"');
  const before = repository.read(PLAN);
  const answer = ['resolve', 'greet#1', '--note', 'English'];
  expect(await planex(repository, answer, { env: codex.env })).toMatchObject({
    code: 0,
    stdout: 'docs/plans/2026-11-20-greet#1 goes on: English\n',
  });
  expect(repository.read(PLAN)).toBe(before);
  expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
  expect(codex.prompts('edit')[1]).toContain('English');
});

it('the task of a solution is answered, and nothing is written into its file', async () => {
  const repository = makeRepository();
  const path = 'docs/issues/ISS-1.json';
  const tasks = [
    { id: 'T1', title: 'Say hello', backend: 'codex', modification_points: [{ file: 'hello.txt' }] },
  ];
  repository.write(path, JSON.stringify({ issue_id: 'ISS-1', tasks }));
  const codex = useScriptedCodex({ reviews: [], edits: [ASKS, 'echo hello > hello.txt'] });
  await planex(repository, ['once'], { env: codex.env });
  const before = repository.read(path);
  const answer = ['resolve', 'T1', '--option', '1'];
  expect((await planex(repository, answer, { env: codex.env })).stdout).toMatch(
    /#T1 goes on: English, as now\n$/,
  );
  expect(repository.read(path)).toBe(before);
  expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
  expect(codex.prompts('edit')[1]).toContain('English, as now');
});

it.each([
  [['--option', '3'], 'there is no answer 3: docs/plans/2026-11-20-greet#1 proposes only 2'],
  [['--option', '0'], '--option takes the number of an answer, not "0"'],
  [['--option', 'two'], '--option takes the number of an answer, not "two"'],
  [[], 'the answer is missing: --option <n>, --note <text>, or both'],
  [['--note', ' '], 'the answer is missing: --option <n>, --note <text>, or both'],
])('%j is no answer, and changes nothing', async (args, expected) => {
  const { repository } = await makeAsked('\n## Decision Log\n');
  const before = repository.read(PLAN);
  const result = await planex(repository, ['resolve', 'greet#1', ...args]);
  expect([result.code, result.stderr]).toEqual([2, expect.stringContaining(expected)]);
  expect(repository.read(PLAN)).toBe(before);
  expect(await planexOk(repository, 'why', 'greet#1')).toContain('In which language?');
});

it('a task that asks nothing takes no answer', async () => {
  const repository = makeRepository();
  repository.write(PLAN, planText([TASK]));
  const result = await planex(repository, ['resolve', 'greet#1', '--option', '1']);
  expect([result.code, result.stderr]).toEqual([2, expect.stringContaining('greet#1 asks nothing')]);
});

it('a task that waits for the budget of another day is said not to run after an answer', async () => {
  await stayWithinDay();
  const { repository, codex } = await makeAsked('');
  repository.write('.planexrc', '{ "budget": { "day": { "calls": 1 } } }');
  const answer = ['resolve', 'greet#1', '--option', '1'];
  const { stdout } = await planex(repository, answer, { env: codex.env });
  expect(stdout).toMatch(
    /^docs\S+greet#1: English, as now\nit does not run now: all calls of .* had 1 of 1 calls \(raise budget\.day/,
  );
  expect(stdout).not.toContain('goes on');
});
