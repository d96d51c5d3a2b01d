import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, type CodexScript, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

const PLAN = 'docs/plans/2026-11-20-greeting.md';
const TEXT = '# Greeting\n\nStatus: DRAFT\n\nSay hello.\n\nOne.\nTwo.\nThree.\n\nThe end.\n';
const RUNS = 'docs/plans/.refine-plan-against-codex';

async function refine(repository: TestRepository, script: CodexScript, ...args: string[]) {
  const codex = useScriptedCodex(script);
  const result = await planex(repository, ['refine', PLAN, ...args], { env: codex.env });
  const folders = readdirSync(join(repository.path, RUNS)).filter((name) => name.startsWith('greeting'));
  const folder = join(repository.path, RUNS, folders.sort().at(-1) ?? '');
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { ...result, ...codex, manifest, folder };
}

function makePlan(text = TEXT): TestRepository {
  const repository = makeRepository();
  repository.write(PLAN, text);
  return repository;
}

it('mends what the reviewer finds, in one commit of the plan for each round, until nothing is found', async () => {
  const repository = makePlan();
  repository.write('mine.txt', 'mine\n');
  repository.git('add', 'mine.txt');
  const run = await refine(repository, {
    reviews: [
      finds({ title: 'Says hello to nobody' }, { title: 'noise', confidence: 0.1 }),
      finds({ title: 'No end', severity: 'low' }),
      APPROVES,
    ],
    edits: [
      `sed -i 's/hello/hello to all/' ${PLAN}; echo stray > stray.txt`,
      `sed -i 's/The end/The very end/' ${PLAN}`,
    ],
  });
  expect(run).toMatchObject({ code: 0, manifest: { status: 'completed_clean', current_round: 3 } });
  expect(repository.git('log', '--format=%s', '-2')).toBe(
    'docs(plans): refine greeting against codex (round 2)\ndocs(plans): refine greeting against codex (round 1)',
  );
  expect(repository.git('log', '-1', '--format=%B', 'HEAD~1')).toContain(
    `1 high (Says hello to nobody)\n\nPlanex-Refine: ${run.manifest.run_id}\nPlanex-Round: 1`,
  );
  expect(repository.git('show', '--format=', '--name-only', 'HEAD', 'HEAD~1')).toBe(`${PLAN}\n${PLAN}`);
  expect(repository.read(PLAN)).toBe(
    TEXT.replace('hello', 'hello to all').replace('The end', 'The very end'),
  );
  expect(repository.git('status', '--porcelain')).toBe('A  mine.txt');
  expect(run.stdout).toMatch(
    /─ Round 1 done \(\d+m\d\ds\) ──── 1 findings: 0C 1H 0M 0L · top: plan\.md:1 Says hello/,
  );
  expect(run.stdout).toMatch(
    /impl \d+m\d\ds · 1\/1 addressed at plan\.md:1 · drift OK · commit \w{10} · undone: stray\.txt/,
  );
  expect(run.stdout).toMatch(
    /═══ completed_clean ═══[\s\S]*\| total \| 3 \| 60 \|[\s\S]*\(2 commits on main\)/,
  );
  expect(run.prompts('edit')[0]).not.toContain('noise');
  expect(run.prompts('review')[1]).toContain('hello to all');
  expect(repository.git('for-each-ref', 'refs/planex')).toBe('');

  const status = await planexOk(repository, 'refine', 'status', PLAN);
  expect(status).toContain(`${run.manifest.run_id}: completed_clean · round 3`);
  const shown = await planexOk(repository, 'refine', 'show', run.manifest.run_id, '1');
  expect(shown).toMatch(/mended in \w{10}\n +high 0\.9: Says hello[\s\S]*done about it: Mended\./);
});

it('keeps what the user writes and commits meanwhile', async () => {
  const repository = makePlan();
  const typed = `sed -i 's/^One/One and a half/' '${repository.path}/${PLAN}'`;
  const run = await refine(repository, {
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`${typed}; sed -i 's/The end/The very end/' ${PLAN}`],
  });
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.read(PLAN)).toBe(
    TEXT.replace('One', 'One and a half').replace('The end', 'The very end'),
  );
  expect(repository.git('show', `HEAD:${PLAN}`)).not.toContain('half');
  expect(repository.git('status', '--porcelain')).toBe(` M ${PLAN}`);
});

it('puts its edit on top of what the user commits of the plan meanwhile', async () => {
  const repository = makePlan();
  repository.commit({ [PLAN]: TEXT });
  const home = `'${repository.path}'`;
  const commits = `cd ${home}; sed -i 's/^One/One and a half/' ${PLAN}; git commit --quiet -am mine; cd - > /dev/null`;
  const run = await refine(repository, {
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`${commits}; sed -i 's/The end/The very end/' ${PLAN}`],
  });
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.read(PLAN)).toBe(
    TEXT.replace('One', 'One and a half').replace('The end', 'The very end'),
  );
  expect(repository.git('diff', '--unified=0', 'HEAD~1', 'HEAD')).not.toContain('half');
  expect(repository.git('log', '--format=%s', '-1', 'HEAD~1')).toBe('mine');
  expect(repository.git('status', '--porcelain')).toBe('');
});

it('takes its edit back when the plan is staged in another state', async () => {
  const repository = makePlan();
  repository.git('add', PLAN);
  const run = await refine(repository, { reviews: [finds({})], edits: [`echo x >> ${PLAN}`] });
  expect(run.manifest).toMatchObject({
    status: 'aborted_commit_failed',
    reason: `you have staged something of ${PLAN}`,
  });
  expect(repository.read(PLAN)).toBe(TEXT);
  expect(repository.git('status', '--porcelain')).toBe(`A  ${PLAN}`);
});

it('lets a round go whose edit the user has made impossible, and an approval of what is not the plan any more', async () => {
  const repository = makePlan();
  const file = `'${repository.path}/${PLAN}'`;
  const run = await refine(repository, {
    reviews: [finds({ title: 'No end' }), { ...APPROVES, first: `echo more >> ${file}` }, APPROVES],
    edits: [`sed -i 's/The end/Mine/' ${file}; sed -i 's/The end/Theirs/' ${PLAN}`],
  });
  expect(run.manifest.rounds.map((round: { superseded?: string }) => round.superseded)).toEqual([
    'the plan was changed in the same places meanwhile',
    'the plan was changed while it was reviewed',
    undefined,
  ]);
  expect(run.manifest.status).toBe('completed_clean');
  expect(repository.read(PLAN)).toBe(`${TEXT.replace('The end', 'Mine')}more\n`);
  expect(repository.git('log', '--format=%s')).toBe('docs: say hello');
});

it('goes on after a kill, without a review or a round that there was', async () => {
  const repository = makePlan();
  repository.commit({ [PLAN]: TEXT });
  const codex = useScriptedCodex({
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`sed -i 's/The end/The very end/' ${PLAN}`],
  });
  const points = [
    // The reviewer has said its last word, and nothing was made of it.
    'run-process:ended#4',
    'workspace-claims:renewed',
    'workspace-commit:committed',
    'replace-file:renamed',
    'landing:journal-removed',
  ];
  for (const point of points) {
    const killed = await planex(repository, ['refine', PLAN], {
      env: { ...codex.env, PLANEX_FAULT_POINT: point },
    });
    expect(killed.stderr, point).toContain('SIGKILL');
    expect(codex.prompts('review'), point).toHaveLength(1);
  }
  const { code, stdout } = await planex(repository, ['refine', PLAN], { env: codex.env });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('completed_clean') });
  expect(codex.prompts('review')).toHaveLength(2);
  expect(repository.git('log', '--format=%s', '-2')).toBe(
    'docs(plans): refine greeting against codex (round 1)\ntest: a commit',
  );
  expect(repository.read(PLAN)).toBe(TEXT.replace('The end', 'The very end'));
  expect(repository.git('status', '--porcelain')).toBe('');
});

it('only checks its list in mode verify', async () => {
  const repository = makePlan();
  const verified = (fixed: boolean, more: object[] = []) => ({
    says: JSON.stringify({ items: [{ item: 0, fixed }], new: more }),
  });
  const fresh = { severity: 'critical', title: 'Something new' };
  const run = await refine(
    repository,
    {
      reviews: [
        finds({ title: 'No end' }),
        verified(false, [fresh]),
        { says: 'Looks good!' },
        verified(true),
      ],
      edits: ['1', '2', '3'].map((digit) => `echo ${digit} >> ${PLAN}`),
    },
    '--mode',
    'verify',
  );
  expect(run).toMatchObject({ code: 0, manifest: { status: 'completed_clean', current_round: 4 } });
  expect(run.manifest.rounds[1].parked).toMatchObject([fresh]);
  expect(run.prompts('edit').join('')).not.toContain('Something new');
  expect(run.prompts('review')[1]).toContain('+1');
  expect(run.stdout).toContain('1 new finding(s) were set aside');
});

it.each<[string, string, CodexScript, string[], string]>([
  ['aborted_codex_error', 'the reviewer fails', { reviews: [{ fails: 'no access' }] }, [], 'no access'],
  [
    'aborted_malformed_output',
    'it says nothing',
    { reviews: [{ says: 'Sure, I will review it now.' }] },
    [],
    'understood',
  ],
  [
    'aborted_implementer_noop',
    'nothing is changed',
    { reviews: [finds({})], edits: [':'] },
    [],
    'changed nothing',
  ],
  [
    'aborted_drift',
    'a sentinel is lost',
    { reviews: [finds({})], edits: [`sed -i 's/KEEP/GONE/' ${PLAN}`] },
    [],
    '`KEEP`',
  ],
  [
    'completed_cap',
    'a finding comes back',
    {
      reviews: [finds({ title: 'No end' }), finds({ title: 'No end (line 9)' })],
      edits: [`echo x >> ${PLAN}`],
    },
    [],
    'stuck',
  ],
  [
    'completed_cap',
    'its rounds are over',
    { reviews: [finds({ title: 'No end' })], edits: [`echo x >> ${PLAN}`] },
    ['--max-rounds', '2', '--on-stuck', 'continue'],
    '2 rounds',
  ],
  [
    'completed_cap',
    'it gets worse',
    {
      reviews: [
        finds({ title: 'a b', severity: 'low' }),
        finds({ title: 'c d', severity: 'medium' }),
        finds({ title: 'e f', severity: 'critical' }),
      ],
      edits: [`echo x >> ${PLAN}`],
    },
    [],
    'diverging',
  ],
])('ends with %s when %s', async (status, _when, script, args, reason) => {
  const repository = makePlan(`${TEXT}\n**load-bearing**: \`KEEP\`\n`);
  const run = await refine(repository, script, ...args);
  expect(run).toMatchObject({ code: 1, manifest: { status, reason: expect.stringContaining(reason) } });
  expect(run.stdout).toContain(`═══ ${status} ═══`);
  expect(repository.read(PLAN)).toContain('KEEP');
});

it('ends with aborted_commit_failed when a hook refuses, and changes nothing', async () => {
  const repository = makePlan();
  installHook(repository, 'pre-commit', 'echo "too long a line" >&2; exit 1');
  const run = await refine(repository, { reviews: [finds({})], edits: [`echo x >> ${PLAN}`] });
  expect(run).toMatchObject({ code: 1, manifest: { status: 'aborted_commit_failed' } });
  expect(run.stderr).toContain('too long a line');
  expect(repository.read(PLAN)).toBe(TEXT);
  expect(repository.git('log', '--format=%s')).toBe('docs: say hello');
});

it('counts against the cap of its plan, waits there, and goes on when the cap is raised', async () => {
  const repository = makePlan();
  const script = {
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`sed -i 's/The end/The very end/' ${PLAN}`],
  };
  const cap = (calls: number): void =>
    repository.write('.planexrc', JSON.stringify({ budget: { plan: { calls } } }));
  cap(1);
  const held = await refine(repository, script);
  expect(held).toMatchObject({ code: 1, manifest: { status: 'in_progress' } });
  expect(held.stdout).toContain(`codex (budget): ${PLAN} had 1 of 1 calls`);
  expect([held.prompts('review').length, held.prompts('edit').length]).toEqual([1, 0]);
  cap(3);
  const ended = await refine(repository, { ...script, reviews: [APPROVES] });
  expect(ended).toMatchObject({ code: 0, manifest: { status: 'completed_clean', current_round: 2 } });
  expect([ended.prompts('review').length, ended.prompts('edit').length]).toEqual([1, 1]);
});
