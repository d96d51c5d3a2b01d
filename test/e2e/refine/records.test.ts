import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planex } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

const PLAN = 'docs/plans/20261120-greeting.md';
const RUNS = 'docs/plans/.refine-plan-against-codex';
const AT = '2026-11-20T10:00:00Z';

it('goes on with a run that another program began, keeps what it wrote, and begins afresh when told', async () => {
  const repository = makeRepository();
  repository.write(PLAN, '# Greeting\n\nThe end.\n');
  const folder = join(repository.path, RUNS, 'greeting-20261120T100000Z');
  mkdirSync(join(folder, 'round-01'), { recursive: true });
  writeFileSync(join(folder, 'round-01/findings.txt'), finds({ title: 'No end' }).says);
  const round = {
    round: 1,
    codex_started_at: AT,
    codex_ended_at: AT,
    codex_tokens: 7,
    implementer_started_at: AT,
    implementer_ended_at: AT,
    implementer_tokens: 5,
  };
  const manifest = {
    schema_version: 1,
    plan_path: join(repository.path, PLAN),
    plan_slug: 'greeting',
    run_id: 'greeting-20261120T100000Z',
    started_at: AT,
    initial_plan_sha256: '0',
    status: 'in_progress',
    current_round: 1,
    rounds: [round],
    ended_at: null,
    kept: { by: 'planex' },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const read = () => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

  const stuck = useScriptedCodex({ reviews: [{ fails: 'no access' }] });
  const fresh = await planex(repository, ['refine', PLAN, '--fresh'], { env: stuck.env });
  expect(fresh.stdout).toContain('═══ aborted_codex_error ═══');
  const names = readdirSync(join(repository.path, RUNS)).filter((name) => name.startsWith('greeting'));
  expect(read()).toEqual({
    ...manifest,
    ended_at: undefined,
    replaced_by: names.sort()[1],
    rounds: [expect.objectContaining(round)],
  });

  const { replaced_by: _, ...before } = read();
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(before));
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  const root = join(repository.path, RUNS, names[1] ?? '');
  writeFileSync(join(root, 'manifest.json'), '{');
  const other = await planex(repository, ['refine', PLAN, '--resume', '--mode', 'verify'], {
    env: codex.env,
  });
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('was begun with --mode review') });
  expect(codex.prompts('review')).toHaveLength(0);
  const resumed = await planex(repository, ['refine', PLAN, '--resume'], { env: codex.env });
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining('─ Round 2 starting') });
  expect(read()).toMatchObject({
    status: 'completed_clean',
    kept: { by: 'planex' },
    rounds: [round, { round: 2 }],
  });
  expect(repository.git('status', '--porcelain', '--untracked-files=all')).toBe(`?? ${PLAN}`);
});

it('asks whom the settings name, and whom the command names before that', async () => {
  const repository = makeRepository();
  repository.write(PLAN, '# Greeting\n\nThe end.\n');
  const refine = { implementer: 'codex:set', reviewer: 'codex:set', maxRounds: 2 };
  repository.write('.planexrc', JSON.stringify({ refine }));
  const codex = useScriptedCodex({ reviews: [finds({})], edits: [`echo x >> ${PLAN}`] });
  const args = ['refine', PLAN, '--on-stuck', 'continue'];
  expect((await planex(repository, args, { env: codex.env })).stdout).toContain('2 rounds are over');
  expect(codex.editArguments()[0]?.join(' ')).toContain('set');
  await planex(repository, [...args, '--implementer', 'codex:told', '--max-rounds', '1'], { env: codex.env });
  expect(codex.editArguments()).toHaveLength(3);
  expect(codex.editArguments()[2]?.join(' ')).toContain('told');
});

it.each([
  [['a.md', 'b.md'], 'one plan is refined at a time'],
  [[], 'which plan?'],
  [['nowhere.md'], 'there is no plan nowhere.md'],
  [['../away.md'], 'outside of this repository'],
  [[PLAN, '--mode', 'hunt'], '--mode takes review, verify'],
  [[PLAN, '--resume', '--fresh'], 'exclude each other'],
  [[PLAN, '--resume'], `there is no refinement of ${PLAN} to go on with`],
])('says what is wrong with planex refine %j', async (args, what) => {
  const repository = makeRepository();
  repository.write(PLAN, '# Greeting\n');
  const result = await planex(repository, ['refine', ...args]);
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(what) });
});
