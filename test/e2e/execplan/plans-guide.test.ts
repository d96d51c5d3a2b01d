import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, useScriptedCodex } from '../../support/scripted-codex.ts';

const TASK = { title: 'Say hello', files: ['hello.txt'], backend: 'codex', verify: ['test -s hello.txt'] };

function makeGuided(path: string): TestRepository {
  const repository = makeRepository();
  repository.commit({ [path]: '# Rules\n\nEvery plan says why.\n', '.planexrc': '{ "review": "task" }' });
  writePlan(repository, 'greet', [TASK]);
  return repository;
}

it.each(['PLANS.md', '.agent/PLANS.md'])(
  'the rules in %s go to whoever carries a task out and to who reviews it, and why shows them',
  async (path) => {
    const repository = makeGuided(path);
    const codex = useScriptedCodex({ reviews: [APPROVES], edits: ['echo hello > hello.txt'] });
    expect(await planexOk(repository, 'why', 'greet#1', '--prompt')).toContain(
      `## The repository's guide for plans (${path})\n\n\`\`\`markdown\n# Rules\n\nEvery plan says why.\n\`\`\``,
    );
    expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
    for (const prompt of [...codex.prompts('edit'), ...codex.prompts('review')]) {
      expect(prompt).toContain(`guide for plans (${path})`);
      expect(prompt).toContain('Every plan says why.');
    }
    expect([codex.prompts('edit').length, codex.prompts('review').length]).toEqual([1, 1]);
  },
);

it('the reviewer of a plan that is refined gets the rules too', async () => {
  const repository = makeGuided('PLANS.md');
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  const plan = 'docs/plans/2026-11-20-greet.md';
  expect(await planex(repository, ['refine', plan], { env: codex.env })).toMatchObject({ code: 0 });
  expect(codex.prompts('review')[0]).toContain('Every plan says why.');
});

it('rules that a link leads to outside of the repository, or that are no file, are not read', async () => {
  const repository = makeRepository();
  const secret = join(makeFolder(), 'secret');
  writeFileSync(secret, 'SECRET\n');
  symlinkSync(secret, join(repository.path, 'PLANS.md'));
  mkdirSync(join(repository.path, '.agent/PLANS.md'), { recursive: true });
  writePlan(repository, 'greet', [TASK]);
  const prompt = await planexOk(repository, 'why', 'greet#1', '--prompt');
  expect(prompt).toContain('# One task');
  expect(prompt).not.toMatch(/SECRET|guide for plans/);
});

it('rules that are too long to be quoted are named', async () => {
  const repository = makeRepository();
  repository.write('PLANS.md', 'long\n'.repeat(30_000));
  writePlan(repository, 'greet', [TASK]);
  const prompt = await planexOk(repository, 'why', 'greet#1', '--prompt');
  expect(prompt).toContain('It is long: read `PLANS.md` in the current directory.');
  expect(prompt.length).toBeLessThan(20_000);
});
