import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { type PlanexProcess, spawnOnTerminal } from '../../support/planex-process.ts';
import { planex } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, type CodexScript, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

const PLAN = 'docs/plans/greeting.md';
const TEXT = '# Greeting\n\nStatus: DRAFT\n\nThe end.\n\n**load-bearing**: `KEEP`\n';
const DOWN = '\u001b[B';
const ENTER = '\r';
const LOSES = `sed -i 's/KEEP/GONE/' ${PLAN}`;
const ENDS = `sed -i 's/The end/The very end/' ${PLAN}`;

function refine(script: CodexScript, ...args: string[]): { repository: TestRepository; run: PlanexProcess } {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  const run = spawnOnTerminal(repository, ['refine', ...args], useScriptedCodex(script).env);
  return { repository, run };
}

it('proposes the newest plan', async () => {
  const { run } = refine({ reviews: [APPROVES] });
  await run.says(/Refine docs\/plans\/greeting\.md\?/);
  run.type('y');
  await run.says(/completed_clean/);
  expect(await run.ended()).toBe(0);
});

it('refines nothing when the proposal is declined', async () => {
  const { repository, run } = refine({ reviews: [APPROVES] });
  await run.says(/Refine docs\/plans\/greeting\.md\?/);
  run.type('n');
  expect(await run.ended()).toBe(2);
  expect(repository.git('status', '--porcelain', '--untracked-files=all')).toBe(`?? ${PLAN}`);
});

it('asks what to do about a finding that comes back, and not about the same one again', async () => {
  const found = finds({ title: 'No end' });
  const { run } = refine({ reviews: [found, found, found, APPROVES], edits: [`echo x >> ${PLAN}`] }, PLAN);
  await run.says(/Stuck: the reviewer keeps finding: No end/);
  // Terminate is chosen unless something else is: the last one is to go on.
  run.type(`${DOWN}${ENTER}`);
  await run.says(/completed_clean/);
  expect(await run.ended()).toBe(0);
});

it.each([
  ['abort', '', 1, 'aborted_drift', 'KEEP'],
  ['override', DOWN, 0, 'completed_clean', 'GONE'],
])('asks what to do about an edit that loses a sentinel: %s', async (_what, keys, code, status, text) => {
  const { repository, run } = refine({ reviews: [finds({}), APPROVES], edits: [LOSES] }, PLAN);
  await run.says(/The edit loses KEEP/);
  run.type(`${keys}${ENTER}`);
  await run.says(new RegExp(status));
  expect(await run.ended()).toBe(code);
  expect(repository.read(PLAN)).toContain(text);
});

it('reverts an edit that loses a sentinel and has the plan reviewed again', async () => {
  const { repository, run } = refine(
    { reviews: [finds({}), finds({ title: 'y' }), APPROVES], edits: [LOSES, ENDS] },
    PLAN,
  );
  await run.says(/The edit loses KEEP/);
  run.type(`${DOWN}${DOWN}${ENTER}`);
  await run.says(/completed_clean/);
  expect(await run.ended()).toBe(0);
  expect(repository.read(PLAN)).toBe(TEXT.replace('The end', 'The very end'));
  expect(repository.git('log', '--format=%s', '-2')).toBe(
    'docs(plans): refine greeting against codex (round 2)\ndocs: say hello',
  );
});

it('tries a commit again that a hook has refused, once what it wants is there', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  installHook(
    repository,
    'pre-commit',
    `test -e '${repository.path}/.git/fine' || { echo not fine >&2; exit 1; }`,
  );
  const { env } = useScriptedCodex({ reviews: [finds({}), APPROVES], edits: [ENDS] });
  const run = spawnOnTerminal(repository, ['refine', PLAN], env);
  await run.says(/the commit was refused: not fine[\s\S]*Mend what is refused/);
  repository.write('.git/fine', '');
  // To give up is what is chosen unless something else is.
  run.type(`\u001b[A${ENTER}`);
  await run.says(/completed_clean/);
  expect(await run.ended()).toBe(0);
  expect(repository.git('log', '--format=%s', '-1')).toContain('(round 1)');
});

it.each<[string, string[], number, string, string]>([
  ['override', ['--on-drift', 'override'], 0, 'completed_clean', 'GONE'],
  ['revert', ['--on-drift', 'revert', '--max-rounds', '1'], 1, 'completed_cap', 'KEEP'],
])('does as it was told beforehand about drift: %s', async (_what, args, code, status, text) => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  const { env } = useScriptedCodex({ reviews: [finds({}), APPROVES], edits: [LOSES] });
  const result = await planex(repository, ['refine', PLAN, ...args], { env });
  expect(result).toMatchObject({ code, stdout: expect.stringContaining(`═══ ${status} ═══`) });
  expect(repository.read(PLAN)).toContain(text);
});

it('tells the implementer that it may change more of the plan, when told so beforehand', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  const found = finds({ title: 'No end' });
  const codex = useScriptedCodex({ reviews: [found, found, APPROVES], edits: [`echo x >> ${PLAN}`] });
  const args = ['refine', PLAN, '--on-stuck', 'expand'];
  expect(await planex(repository, args, { env: codex.env })).toMatchObject({ code: 0 });
  const [first, second] = codex.prompts('edit');
  expect(first).not.toContain('other parts of the plan');
  expect(second).toContain('other parts of the plan');
});
