import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planex, type PlanexResult } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, type CodexScript, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

// What a person does to the repository in the middle of a refinement.

const PLAN = 'docs/plans/greeting.md';
const TEXT = '# Greeting\n\nStatus: DRAFT\n\nSay hello.\n\nOne.\nTwo.\nThree.\n\nThe end.\n';
const ENDS = `sed -i 's/The end/The very end/' ${PLAN}`;
const ENDED = TEXT.replace('The end', 'The very end');

interface Refined extends PlanexResult {
  manifest: { status: string; rounds: { superseded?: string; commit?: string }[]; held?: { reason: string } };
  again: (script: CodexScript) => Promise<PlanexResult>;
}

async function refine(repository: TestRepository, script: CodexScript): Promise<Refined> {
  const result = await planex(repository, ['refine', PLAN], { env: useScriptedCodex(script).env });
  const runs = join(repository.path, 'docs/plans/.refine-plan-against-codex');
  const name = readdirSync(runs).find((one) => one.startsWith('greeting')) ?? '';
  const manifest = JSON.parse(readFileSync(join(runs, name, 'manifest.json'), 'utf8'));
  const again = (next: CodexScript) =>
    planex(repository, ['refine', PLAN, '--resume'], { env: useScriptedCodex(next).env });
  return { ...result, manifest, again };
}

function makePlan(text = TEXT): TestRepository {
  const repository = makeRepository();
  repository.commit({ [PLAN]: text });
  return repository;
}

/** A command that the person gives at home while the implementer works elsewhere. */
function atHome(repository: TestRepository, command: string): string {
  return `(cd '${repository.path}'; unset GIT_DIR; ${command})`;
}

it.each([
  ['deleted', `rm ${PLAN}`],
  ['renamed', `mv ${PLAN} docs/plans/other.md`],
  ['renamed and committed', `git mv ${PLAN} docs/plans/other.md; git commit --quiet -m moved`],
])('waits when the plan is %s, and brings nothing back', async (_what, command) => {
  const repository = makePlan();
  const run = await refine(repository, {
    reviews: [finds({}), APPROVES],
    edits: [`${atHome(repository, command)}; ${ENDS}`],
  });
  expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining(`the plan ${PLAN} is gone`) });
  expect(existsSync(join(repository.path, PLAN))).toBe(false);
  expect(repository.git('log', '--format=%s')).not.toContain('refine');
  if (!command.startsWith('rm')) expect(repository.read('docs/plans/other.md')).toBe(TEXT);
});

it('goes on with its paid edit when the plan is there again', async () => {
  const repository = makePlan();
  const run = await refine(repository, {
    reviews: [finds({})],
    edits: [`${atHome(repository, `mv ${PLAN} away`)}; ${ENDS}`],
  });
  repository.write(PLAN, repository.read('away').replace('hello', 'hello to all'));
  expect(await run.again({ reviews: [APPROVES], edits: ['false'] })).toMatchObject({ code: 0 });
  expect(repository.read(PLAN)).toBe(ENDED.replace('hello', 'hello to all'));
});

it('waits when the plan is gone before it is reviewed again', async () => {
  const repository = makePlan();
  const run = await refine(repository, {
    reviews: [{ ...finds({}), first: atHome(repository, `rm ${PLAN}`) }],
    edits: [ENDS],
  });
  expect(run).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('is gone') });
});

it('commits nothing to a branch that was switched to, and goes on when it is left again', async () => {
  const repository = makePlan();
  repository.git('branch', 'release');
  const run = await refine(repository, {
    reviews: [finds({})],
    edits: [`${atHome(repository, 'git switch --quiet release')}; ${ENDS}`],
  });
  expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('on release') });
  expect(repository.git('log', '--format=%s', 'release')).not.toContain('refine');
  expect(repository.read(PLAN)).toBe(TEXT);
  repository.git('switch', '--quiet', 'main');
  expect(await run.again({ reviews: [APPROVES] })).toMatchObject({ code: 0 });
  expect(repository.git('log', '--format=%s', '-1', 'main')).toContain('(round 1)');
  expect(repository.git('log', '--format=%s', 'release')).not.toContain('refine');
  expect(repository.read(PLAN)).toBe(ENDED);
});

it('begins no review on a branch that was switched to', async () => {
  const repository = makePlan();
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  const killed = { ...codex.env, PLANEX_FAULT_POINT: 'run-process:started' };
  await planex(repository, ['refine', PLAN], { env: killed });
  repository.git('switch', '--quiet', '-c', 'release');
  const result = await planex(repository, ['refine', PLAN], { env: codex.env });
  expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining('it was begun on main') });
});

it('waits for a merge of the user, and goes on with its paid edit after it', async () => {
  const repository = makePlan();
  repository.git('switch', '--quiet', '-c', 'other');
  repository.commit({ 'README.md': 'theirs\n' });
  repository.git('switch', '--quiet', 'main');
  repository.commit({ 'README.md': 'ours\n' });
  const run = await refine(repository, {
    reviews: [finds({})],
    edits: [`${atHome(repository, 'git merge --quiet other >&2 || true')}; ${ENDS}`],
  });
  expect(run).toMatchObject({ code: 1, stdout: expect.stringContaining('a merge is in progress') });
  expect(repository.read(PLAN)).toBe(TEXT);
  repository.git('merge', '--abort');
  expect(await run.again({ reviews: [APPROVES] })).toMatchObject({ code: 0 });
  expect(repository.read(PLAN)).toBe(ENDED);
});

it.each([
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n'), []],
  ['CRLF that Git makes LF of', (text: string) => text.replaceAll('\n', '\r\n'), ['core.autocrlf', 'true']],
  ['no line end at its end', (text: string) => text.trimEnd(), []],
])('keeps what the user writes meanwhile in a plan with %s', async (_what, change, config) => {
  const repository = makeRepository();
  if (config.length > 0) repository.git('config', ...config);
  repository.commit({ [PLAN]: change(TEXT) });
  const typed = atHome(repository, `sed -i 's/^One/One and a half/' ${PLAN}`);
  const run = await refine(repository, { reviews: [finds({}), APPROVES], edits: [`${typed}; ${ENDS}`] });
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.read(PLAN)).toBe(change(ENDED.replace('One', 'One and a half')));
  expect(
    repository.git('diff', '--unified=0', 'HEAD~1', 'HEAD', '--', PLAN).match(/^[-+][^-+]/gm),
  ).toHaveLength(2);
  expect(repository.git('status', '--porcelain')).toBe(` M ${PLAN}`);
});

it('keeps what the user writes meanwhile in a plan that is not tracked', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  const typed = atHome(repository, `sed -i 's/^One/One and a half/' ${PLAN}`);
  const run = await refine(repository, { reviews: [finds({}), APPROVES], edits: [`${typed}; ${ENDS}`] });
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.read(PLAN)).toBe(ENDED.replace('One', 'One and a half'));
  expect(repository.git('show', `HEAD:${PLAN}`)).toBe(ENDED.trimEnd());
});

it('refuses a plan that Git ignores, before anybody is asked', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  repository.write('.git/info/exclude', 'docs/plans\n');
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  const result = await planex(repository, ['refine', PLAN], { env: codex.env });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('ignored by Git') });
  expect(codex.prompts('review')).toHaveLength(0);
});

it('refuses a plan behind a symbolic link, through which an edit would reach the file itself', async () => {
  const repository = makeRepository();
  repository.write('notes/greeting.md', TEXT);
  mkdirSync(join(repository.path, 'docs/plans'), { recursive: true });
  symlinkSync(join(repository.path, 'notes/greeting.md'), join(repository.path, PLAN));
  const codex = useScriptedCodex({ reviews: [finds({}), APPROVES], edits: [ENDS] });
  const result = await planex(repository, ['refine', PLAN], { env: codex.env });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('behind a symbolic link') });
  expect(repository.read('notes/greeting.md')).toBe(TEXT);
});

it('takes back what the implementer commits, and says what else it changed', async () => {
  const repository = makePlan();
  const run = await refine(repository, {
    reviews: [finds({}), APPROVES],
    edits: [`${ENDS}; echo x > stray.txt; git add -A; git commit --quiet -m mine; git branch made`],
  });
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.git('log', '--format=%s')).not.toContain('mine');
  expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe(PLAN);
  expect(run.stdout).toMatch(/undone: stray\.txt.*made/);
});
