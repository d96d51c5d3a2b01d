import { expect, it } from 'vitest';
import { planexOk, readEventLog, readStatus, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';
import type { StatusView } from '../../../src/daemon/status-view.ts';

const PLAN = 'docs/plans/greeting.md';

function draft(tasks = 3, status = 'DRAFT'): string {
  const all = Array.from(
    { length: tasks },
    (_, at) => `## Task ${at + 1}: Say it ${at + 1} times\n\n- [ ] say\n`,
  );
  return `# Greeting\n\nStatus: ${status}\n\nThe end.\n\n${all.join('\n')}`;
}

function makeHome(): TestRepository {
  const repository = makeRepository();
  setUp(repository);
  return repository;
}

function setUp(repository: TestRepository): void {
  repository.write('.planexrc', JSON.stringify({ refine: { auto: true, quiet: '10ms' } }));
}

function ended(status: StatusView, plan = PLAN): boolean {
  return status.refinements?.find((one) => one.plan === plan)?.status.startsWith('in_progress') === false;
}

it('refines drafts by itself, in one commit of the plan for each round, and none twice', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  repository.write('docs/plans/small.md', draft(2));
  repository.write('docs/plans/blocked.md', draft(3, 'BLOCKED'));
  const codex = useScriptedCodex({
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`sed -i 's/The end/The very end/' ${PLAN}`],
  });
  await startDaemon(repository, { env: codex.env });
  const status = await waitForStatus(repository, ended);
  expect(status.refinements).toEqual([
    expect.objectContaining({ plan: PLAN, status: 'completed_clean', round: 2, active: false, worst: 0 }),
  ]);
  expect(status.refinements?.[0]).toMatchObject({ worstSoFar: 0.68, findings: { high: 0 } });
  expect(repository.git('log', '--format=%s', '-1')).toBe(
    'docs(plans): refine greeting against codex (round 1)',
  );
  expect(repository.read(PLAN)).toContain('The very end.');
  expect(readEventLog(repository).map(({ message }) => message)).toContain(
    `${PLAN}: completed_clean after 2 round(s): the reviewer has nothing left to say`,
  );
  // The bytes are as they were, so another look changes nothing.
  repository.write('docs/plans/other.md', draft(3, 'BLOCKED'));
  await waitForStatus(repository, ({ artifacts }) => artifacts.some(({ path }) => path.endsWith('other.md')));
  expect(codex.prompts('review')).toHaveLength(2);
  expect(await readStatus(repository)).toMatchObject({ refinements: [{ plan: PLAN }] });
});

it('refines nothing that came from elsewhere before it is trusted', async () => {
  const repository = makeRepository();
  repository.commit({ [PLAN]: draft() });
  setUp(repository);
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  await startDaemon(repository, { env: codex.env });
  repository.write('docs/plans/mine.md', draft(4));
  await waitForStatus(repository, (status) => ended(status, 'docs/plans/mine.md'));
  expect(codex.prompts('review')).toHaveLength(1);
  await planexOk(repository, 'trust', PLAN);
  await waitForStatus(repository, ended);
  expect(codex.prompts('review')).toHaveLength(2);
});

it('begins no refinement by settings that came from elsewhere', async () => {
  const repository = makeRepository();
  repository.commit({ '.planexrc': JSON.stringify({ refine: { auto: true, quiet: '10ms' } }) });
  const codex = useScriptedCodex({ reviews: [APPROVES] });
  await startDaemon(repository, { env: codex.env });
  repository.write(PLAN, draft());
  await waitForStatus(repository, ({ tasks }) => tasks.length === 3);
  repository.write('docs/plans/other.md', draft(3, 'BLOCKED'));
  await waitForStatus(repository, ({ tasks }) => tasks.length === 6);
  expect((await readStatus(repository)).refinements).toBeUndefined();
  await planexOk(repository, 'trust', '.planexrc');
  await waitForStatus(repository, ended);
});

it('does not begin again with what ended badly, until the plan is changed', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const codex = useScriptedCodex({ reviews: [{ says: 'Sure, I will review it now.' }, APPROVES] });
  await startDaemon(repository, { env: codex.env });
  const bad = await waitForStatus(repository, ended);
  expect(bad.refinements?.[0]).toMatchObject({ status: 'aborted_malformed_output' });
  repository.write('docs/plans/blocked.md', draft(3, 'BLOCKED'));
  await waitForStatus(repository, ({ artifacts }) => artifacts.length === 2);
  expect(codex.prompts('review')).toHaveLength(1);
  repository.write(PLAN, draft(4));
  await waitForStatus(repository, ({ refinements = [] }) =>
    refinements.some(({ status }) => status === 'completed_clean'),
  );
  expect(codex.prompts('review')).toHaveLength(2);
});
