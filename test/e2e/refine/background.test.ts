import { expect, it } from 'vitest';
import {
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  readStatus,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { isRunning, waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

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
  const found = status.refinements?.find((one) => one.plan === plan);
  // Its record says that it is over before who was at it has left.
  return found !== undefined && found.status !== 'in_progress' && !found.active;
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
  const said = `${PLAN}: completed_clean after 2 round(s): the reviewer has nothing left to say`;
  await waitUntil(() => readEventLog(repository).some(({ message }) => message === said), 'it is told');
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
  expect(await planexOk(repository, 'status')).toMatch(
    /draft: the plan is a DRAFT, and nobody here .* \(refine\.auto\) \(planex trust \.planexrc\)/,
  );
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

/** Resolves when the daemon has looked at everything as it is now: the second pass begins when the first is over. */
async function passTwice(repository: TestRepository): Promise<void> {
  for (const name of ['first', 'second']) {
    repository.write(`docs/issues/${name}.json`, '{');
    const isTold = ({ type, message }: PlanexEvent): boolean =>
      type === 'artifact:refused' && message.includes(name);
    await waitUntil(() => readEventLog(repository).some(isTold), `the ${name} pass`);
  }
}

/** Two rounds: the second review finds nothing more. `slow` is done in the first edit, before it edits. */
function twoRounds(slow: string) {
  return useScriptedCodex({
    reviews: [finds({ title: 'No end' }), APPROVES],
    edits: [`${slow}; sed -i 's/The end/The very end/' ${PLAN}`],
  });
}

it.each([['--now'], []])('goes on after stop %j with what was paid for already', async (...flags) => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const meeting = makeRendezvous();
  const codex = twoRounds(`${meeting.give('edits')}; ${meeting.await('go')}`);
  await startDaemon(repository, { env: codex.env });
  await meeting.receive('edits');
  expect((await readStatus(repository)).refinements).toMatchObject([
    { status: 'in_progress', active: true, step: 'fix', round: 1, findings: { high: 1 }, worst: 0.68 },
  ]);
  const stop = spawnPlanex(repository, ['stop', ...flags]);
  await stop.says(new RegExp(`the refinement of ${PLAN}`));
  if (flags.length === 0) meeting.send('go');
  expect(await stop.ended()).toBe(0);
  const before = await readStatus(repository);
  expect(before.refinements).toMatchObject([{ status: 'in_progress', active: false, round: 1 }]);
  meeting.send('go');
  await startDaemon(repository, { env: codex.env });
  const after = await waitForStatus(repository, ended);
  expect(after.refinements).toMatchObject([{ status: 'completed_clean', run: before.refinements?.[0]?.run }]);
  expect(codex.prompts('review')).toHaveLength(2);
  // What was ended in the middle is done again; what could end is not.
  expect(codex.prompts('edit')).toHaveLength(flags.length === 0 ? 1 : 2);
});

it('goes on after the death of the daemon, and ends what it had left running', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const meeting = makeRendezvous();
  const codex = twoRounds(`echo $$ > ${meeting.place('edits')}; ${meeting.await('go')}`);
  const pid = await startDaemon(repository, { env: codex.env });
  const left = Number(await meeting.hear('edits'));
  await killDaemon(pid);
  expect(isRunning(left)).toBe(true);
  await startDaemon(repository, { env: codex.env });
  await waitUntil(() => !isRunning(left), 'what the daemon left is ended');
  meeting.send('go');
  await waitForStatus(repository, ended);
  expect(codex.prompts('review')).toHaveLength(2);
  expect(repository.git('log', '--format=%s', '-2')).toBe(
    'docs(plans): refine greeting against codex (round 1)\ndocs: say hello',
  );
});

it('rests while planex is paused, after the step under way', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const meeting = makeRendezvous();
  const codex = twoRounds(`${meeting.give('edits')}; ${meeting.await('go')}`);
  await startDaemon(repository, { env: codex.env });
  await meeting.receive('edits');
  await planexOk(repository, 'pause');
  await passTwice(repository);
  meeting.send('go');
  const paused = await waitForStatus(repository, ({ refinements = [] }) => refinements[0]?.active === false);
  expect(paused.refinements).toMatchObject([{ status: 'in_progress', step: 'commit', round: 1 }]);
  await planexOk(repository, 'unpause');
  await waitForStatus(repository, ended);
  expect(codex.prompts('edit')).toHaveLength(1);
});

it('refines two plans at once, and the next one after them', async () => {
  const repository = makeHome();
  const meeting = makeRendezvous();
  const plans = ['a', 'b', 'c', 'd'].map((name) => `docs/plans/${name}.md`);
  for (const [at, plan] of plans.entries()) repository.write(plan, draft(3 + at));
  const waits = `touch ${meeting.place('review')}-$$; ${meeting.await('go')}; rm ${meeting.place('review')}-$$`;
  const codex = useScriptedCodex({ reviews: [{ ...APPROVES, first: waits }] });
  await startDaemon(repository, { env: codex.env });
  const busy = await waitForStatus(
    repository,
    ({ refinements = [] }) => refinements.filter(({ active }) => active).length === 2,
  );
  expect(busy.refinements).toHaveLength(2);
  await waitUntil(() => meeting.given().length === 2, 'two reviews are under way');
  const foreground = await planex(repository, ['refine', 'docs/plans/d.md'], { env: codex.env });
  expect(foreground).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('two plans are being refined'),
  });
  expect(meeting.given()).toHaveLength(2);
  meeting.send('go');
  await waitForStatus(repository, (status) => plans.every((plan) => ended(status, plan)));
  expect(codex.prompts('review')).toHaveLength(4);
});

it('waits for the day after a cap was reached, and says so with the daemon down as well', async () => {
  await stayWithinDay();
  const repository = makeRepository();
  const refine = { auto: true, quiet: '10ms' };
  repository.write('.planexrc', JSON.stringify({ refine, budget: { day: { calls: 1 } } }));
  repository.write(PLAN, draft());
  const codex = twoRounds(':');
  await startDaemon(repository, { env: codex.env });
  const held = ({ refinements }: StatusView): boolean =>
    refinements?.[0]?.until !== undefined && !refinements[0].active;
  const status = await waitForStatus(repository, held);
  expect(status.refinements).toMatchObject([
    {
      status: 'in_progress',
      active: false,
      step: 'fix',
      round: 1,
      until: expect.stringMatching(/T00:00:00/),
    },
  ]);
  await planexOk(repository, 'stop');
  const { daemon: _, ...down } = await readStatus(repository);
  const { daemon: __, ...up } = status;
  expect(down).toEqual(up);
  expect(await planexOk(repository, 'status')).toMatch(
    /refine +in_progress · round 1 · 1 high · worst 0\.68/,
  );
  expect(codex.prompts('edit')).toHaveLength(0);
});

it('does not go on with a refinement that a person has begun', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const codex = twoRounds(':');
  await planex(repository, ['refine', PLAN], {
    env: { ...codex.env, PLANEX_FAULT_POINT: 'workspace-commit:committed' },
  });
  await startDaemon(repository, { env: codex.env });
  repository.write('docs/plans/mine.md', draft(4));
  await waitForStatus(repository, (status) => ended(status, 'docs/plans/mine.md'));
  expect((await readStatus(repository)).refinements).toMatchObject([
    { plan: PLAN, status: 'in_progress', active: false },
    { status: 'completed_clean' },
  ]);
});

it('rests when the plan is no draft any more, and keeps what the user wrote', async () => {
  const repository = makeHome();
  repository.write(PLAN, draft());
  const meeting = makeRendezvous();
  const codex = twoRounds(`${meeting.give('edits')}; ${meeting.await('go')}`);
  await startDaemon(repository, { env: codex.env });
  await meeting.receive('edits');
  repository.write(PLAN, draft(3, 'BLOCKED'));
  await waitForStatus(repository, ({ tasks }) => tasks.some(({ reason }) => reason?.code !== 'draft'));
  await passTwice(repository);
  meeting.send('go');
  const rests = await waitForStatus(repository, ({ refinements = [] }) => refinements[0]?.active === false);
  expect(rests.refinements).toMatchObject([{ status: 'in_progress', step: 'commit', round: 1 }]);
  expect(repository.read(PLAN)).toBe(draft(3, 'BLOCKED'));
});
