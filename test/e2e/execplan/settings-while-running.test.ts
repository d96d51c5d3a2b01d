import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, type PlanTask, writePlan, writes } from '../../support/plan.ts';
import {
  killDaemon,
  planexOk,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const DRAFT = 'docs/plans/2026-11-20-other.md';
const DRAFT_TASK = 'docs/plans/2026-11-20-other#1';
const RULE = '{ "approval": { "quiet": "1ms", "auto": [{ "name": "all", "files": 99 }] } }';
const LIMIT = '{ "tolerances": { "files": 1 } }';
const NO_LIMIT = '{ "tolerances": { "files": 99 } }';
const CAP = '{ "budget": { "day": { "calls": 2 } } }';
const HIGHER_CAP = '{ "budget": { "day": { "calls": 9 } } }';
const DOUBTED = (section: string): object => ({
  code: 'not-admitted',
  message: expect.stringContaining(`while a run was at work, which may have done it (${section})`),
  action: 'planex trust .planexrc',
});

/** A task whose commands write into the user's own work tree, as those of an executor without a sandbox can. */
function says({ path }: TestRepository, settings: string, ...more: string[]): PlanTask {
  const commands = [`echo help > help.txt && echo '${settings}' > ${path}/.planexrc`, ...more];
  return { ...writes('help.txt'), commands };
}

describe('a .planexrc that is changed while a run is at work', () => {
  it('approves no draft by a rule of its own before a person has trusted it', async () => {
    const repository = makeRepository();
    repository.write(DRAFT, planText([writes('other.txt')], { status: 'DRAFT' }));
    writePlan(repository, 'a-helper', [says(repository, RULE)]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: draft']);
    // Neither does it at the next look, when nothing is at work.
    const later = (await settle(repository)).status;
    expect(taskOf(later, DRAFT_TASK).reason?.message).toContain('(approval)');
    expect(repository.read(DRAFT)).toContain('Status: DRAFT');
    expect(await planexOk(repository, 'trust')).toContain('lets planex act by approval.auto');
    await planexOk(repository, 'trust', '.planexrc');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('sets no other limits, not by the commit of a run either', async () => {
    const repository = makeRepository();
    repository.commit({ '.planexrc': `${LIMIT}\n` });
    writePlan(repository, 'a-helper', [
      { files: ['.planexrc'], commands: [`echo '${NO_LIMIT}' > .planexrc`] },
      { files: ['b.txt', 'c.txt'], commands: ['touch b.txt c.txt'] },
    ]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: not-admitted']);
    expect(taskOf(status, '#2').reason).toMatchObject(DOUBTED('tolerances'));
    expect(await planexOk(repository, 'trust')).toContain('lets planex act by tolerances');
    // What a person puts back needs no word.
    repository.write('.planexrc', `${LIMIT}\n`);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: breach']);
  });

  it('raises no cap', async () => {
    const repository = makeRepository();
    repository.commit({ '.planexrc': `${CAP}\n` });
    writePlan(repository, 'a-helper', [
      { files: ['.planexrc'], commands: [`echo '${HIGHER_CAP}' > .planexrc`] },
      writes('b.txt'),
    ]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'waiting: not-admitted']);
    expect(taskOf(status, '#2').reason).toMatchObject(DOUBTED('budget'));
    await planexOk(repository, 'trust', '.planexrc');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('counts at once in what gives planex no power', async () => {
    const repository = makeRepository();
    writePlan(repository, 'a-helper', [
      says(repository, '{ "limits": { "parallelRuns": 1 } }'),
      writes('b.txt'),
    ]);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('lets nothing go further after the death of the daemon', async () => {
    const repository = makeRepository();
    const rendezvous = makeRendezvous();
    repository.commit({ '.planexrc': `${LIMIT}\n` });
    const task = says(
      repository,
      NO_LIMIT,
      'touch two.txt',
      rendezvous.give('written'),
      rendezvous.await('go'),
    );
    writePlan(repository, 'a-helper', [task]);
    const daemon = await startDaemon(repository);
    await rendezvous.receive('written');
    await waitForProcesses(repository);
    await killDaemon(daemon);
    rendezvous.send('go');
    await startDaemon(repository);
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'waiting');
    expect(taskOf(status, '#1').reason).toMatchObject(DOUBTED('tolerances'));
    expect(existsSync(join(repository.path, 'two.txt'))).toBe(false);
    await planexOk(repository, 'trust', '.planexrc');
    expect((await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done')).tasks).toHaveLength(
      1,
    );
  });
});
