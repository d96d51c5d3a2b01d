import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { planText, type PlanTask, writePlan, writes } from '../../support/plan.ts';
import {
  killDaemon,
  planexOk,
  readStatus,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { writesFile, writeSolution } from '../../support/solution.ts';
import { TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

const DRAFT = 'docs/plans/2026-11-20-other.md';
const SOLUTION = 'docs/issues/ISS-1.json';
const DRAFT_TASK = 'docs/plans/2026-11-20-other#1';
const APPROVES = `sed -i 's/Status: DRAFT/Status: APPROVED/' ${DRAFT}`;
const REASON = {
  code: 'approval',
  message: expect.stringContaining('its Status was set while a run was at work'),
  action: `planex approve ${DRAFT}`,
};

/** A task whose commands reach into the user's own work tree, as those of an executor without a sandbox can. */
function reaches(repository: TestRepository, ...commands: string[]): PlanTask {
  return {
    ...writes('help.txt'),
    commands: [`echo help > help.txt && cd ${repository.path} && ${commands.join(' && ')}`],
  };
}

function makeDraft(): TestRepository {
  const repository = makeRepository();
  repository.write(DRAFT, planText([writes('other.txt')], { status: 'DRAFT' }));
  return repository;
}

describe('a Status that lets a plan run, set while a run is at work', () => {
  it.each([
    ['in the file alone', APPROVES],
    ['in a commit', `${APPROVES} && git add ${DRAFT} && git commit -qm "docs: approve it" -- ${DRAFT}`],
    ['under another name', `${APPROVES} && mv ${DRAFT} docs/plans/2026-11-20-other-2.md`],
  ])('%s, waits for planex approve, whoever has done it', async (_, command) => {
    const repository = makeDraft();
    writePlan(repository, 'a-helper', [reaches(repository, command)]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: approval']);
    const { id = '', artifact: path = '' } = status.tasks[1] ?? {};
    expect(repository.read(path)).toContain('Status: APPROVED');
    expect(await planexOk(repository, 'why', id)).toContain('its Status was set while a run was at work');
    // Time does not make it a person's word, and neither does another look at rest.
    expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: approval']);
    await planexOk(repository, 'approve', path);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('is not to be had from planex either: a run that asks for it is refused', async () => {
    const repository = makeDraft();
    const program = `'${process.execPath}' '${join(inject('planexBundle'), 'planex.js')}'`;
    const verbs = ['approve', 'trust', 'resolve', 'retry', 'unpause', 'run --yes'];
    const asks = verbs.map((verb) => `${program} ${verb} ${DRAFT} 2>> .git/said || true`);
    // Also where it takes away by what planex tells it.
    const hidden = `env -u PLANEX_RUN setsid -w ${program} approve ${DRAFT} 2>> .git/said || true`;
    writePlan(repository, 'a-helper', [reaches(repository, `{ ${[...asks, hidden].join('; ')}; }`)]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: draft']);
    expect(repository.read('.git/said').match(/is for a person to say/g)).toHaveLength(7);
  });

  it('waits also where the daemon was killed while the executor went on', async () => {
    const repository = makeDraft();
    const rendezvous = makeRendezvous();
    const steps = [
      rendezvous.give('begun'),
      rendezvous.await('go'),
      APPROVES,
      rendezvous.give('written'),
      rendezvous.await('end'),
    ];
    writePlan(repository, 'a-helper', [reaches(repository, ...steps)]);
    const daemon = await startDaemon(repository);
    await rendezvous.receive('begun');
    await waitForProcesses(repository);
    await killDaemon(daemon);
    rendezvous.send('go');
    await rendezvous.receive('written');
    expect(taskOf(await readStatus(repository), DRAFT_TASK).reason).toMatchObject(REASON);
    await startDaemon(repository);
    rendezvous.send('end');
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    expect(taskOf(status, DRAFT_TASK).reason).toMatchObject(REASON);
  });

  it('asks the person who has done it once, and counts again when nothing is at work', async () => {
    const repository = makeDraft();
    const rendezvous = makeRendezvous();
    writePlan(repository, 'a-helper', [
      reaches(repository, rendezvous.give('begun'), rendezvous.await('go')),
    ]);
    await startDaemon(repository);
    await rendezvous.receive('begun');
    const draft = repository.read(DRAFT);
    const record = join(recordsFolder(repository), 'daemon.json');
    repository.write(DRAFT, draft.replace('DRAFT', 'APPROVED'));
    const asked = await waitForStatus(repository, ({ tasks }) => tasks[1]?.reason?.code === 'approval');
    expect(asked.tasks[1]?.reason).toMatchObject(REASON);
    rendezvous.send('go');
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    // The files are looked at once more when the run is over.
    await waitUntil(() => !readFileSync(record, 'utf8').includes('atWorkSince'), 'nothing is at work');
    // A draft again, and then approved anew.
    repository.write(DRAFT, draft);
    await waitForStatus(repository, ({ tasks }) => tasks[1]?.reason?.code === 'draft');
    repository.write(DRAFT, draft.replace('DRAFT', 'APPROVED'));
    await waitForStatus(repository, ({ tasks }) => tasks[1]?.status === 'done');
  });
});

describe('a plan that says BLOCKED, changed while a run is at work', () => {
  it.each([
    ['its Status', `sed -i 's/Status: BLOCKED/Status: IN PROGRESS/' ${TEA}`],
    ['its limits', `sed -i 's/more than 1 file/more than 9 files/' ${TEA}`],
  ])('goes on by %s only when a person says so', async (_, command) => {
    const repository = makeRepository();
    writeTea(
      repository,
      [{ title: 'Two', commands: ['touch a.txt b.txt'] }],
      ['Scope: stop if more than 1 file changes.'],
    );
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    writePlan(repository, 'a-helper', [reaches(repository, command)]);
    const { status } = await settle(repository);
    expect(taskOf(status, TEA_TASK).reason).toMatchObject({
      code: 'approval',
      message: expect.stringContaining('while a run was at work'),
      action: expect.stringContaining(`planex approve ${TEA}`),
    });
    repository.write(TEA, repository.read(TEA).replace('Status: BLOCKED', 'Status: IN PROGRESS'));
    await planexOk(repository, 'approve', TEA);
    const after = (await settle(repository)).status;
    expect(taskOf(after, TEA_TASK).reason?.code).not.toBe('approval');
  });
});

describe('what waits for a person, and runs without a Status', () => {
  it.each([
    ['a draft that loses it', `sed -i '/^Status:/d' ${DRAFT}`, 'waiting: draft', 'approve'],
    ['a file from elsewhere that gets a blank', `echo >> ${DRAFT}`, 'waiting: not-admitted', 'approve'],
    ['a solution from elsewhere that gets a blank', `echo >> ${SOLUTION}`, 'waiting: not-admitted', 'trust'],
  ])('%s while a run is at work, goes on waiting', async (_, command, before, verb) => {
    const repository = makeRepository();
    if (before === 'waiting: draft')
      repository.write(DRAFT, planText([writes('other.txt')], { status: 'DRAFT' }));
    else if (verb === 'approve') repository.commit({ [DRAFT]: planText([writes('other.txt')]) });
    else {
      writeSolution(repository, 'ISS-1', [writesFile('T1', 'other.txt')]);
      repository.git('add', SOLUTION);
      repository.git('commit', '--quiet', '-m', 'docs: a solution');
    }
    expect(standings((await settle(repository)).status)).toEqual([before]);
    writePlan(repository, 'a-helper', [reaches(repository, command)]);
    const { status } = await settle(repository);
    expect(standings(status).toSorted()).toEqual(['done', 'waiting: approval']);
    const asked = status.tasks.find((task) => task.reason?.code === 'approval');
    expect(asked?.reason?.message).toContain('it was written while a run was at work');
    expect(asked?.reason?.action).toContain(`planex ${verb} `);
    await planexOk(repository, verb, asked?.artifact ?? '');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('a new one, where approval.duringRuns says so', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "approval": { "duringRuns": "ask" } }');
    const [plan, from] = ['docs/plans/2026-11-20-new.md', 'notes/new.txt'];
    repository.write(from, planText([writes('other.txt')]));
    writePlan(repository, 'a-helper', [reaches(repository, `cp ${from} ${plan}`)]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: approval']);
    await planexOk(repository, 'approve', plan);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    // At rest what a person writes runs as ever.
    writePlan(repository, 'mine', [writes('mine.txt')]);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  });

  it('a breach whose limits are changed while a run is at work, goes on waiting', async () => {
    const repository = makeRepository();
    const text = planText([{ files: ['a.txt', 'b.txt'], commands: ['touch a.txt b.txt'] }], {
      status: 'DRAFT',
    });
    const limits = '## Tolerances\n\n- Scope: stop if more than 1 file changes.\n\n';
    repository.write(DRAFT, text.replace(/Status: DRAFT\n+/, limits));
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    const command = `sed -i 's/more than 1 file/more than 9 files/' ${DRAFT}`;
    writePlan(repository, 'a-helper', [reaches(repository, command)]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: approval']);
    await planexOk(repository, 'approve', DRAFT);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });
});
