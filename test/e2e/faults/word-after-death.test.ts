import { expect, it } from 'vitest';
import { openCallLedger } from '../../../src/telemetry/call-ledger.ts';
import { writePlan } from '../../support/plan.ts';
import {
  findProcesses,
  killDaemon,
  planexOk,
  readStatus,
  recordsFolder,
  settle,
  standings,
  startDaemon,
} from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TASK = 'docs/plans/2026-11-20-tea#1';

interface Case {
  word: string[];
  opposite: string[];
  says: string;
  standing: string;
}

const CASES: Case[] = [
  {
    word: ['cancel', TASK],
    opposite: ['retry', TASK],
    says: `${TASK} was running; its run is ended and the task is held`,
    standing: 'cancelled: cancelled',
  },
  { word: ['reject', PLAN], opposite: ['approve', PLAN], says: TASK, standing: 'waiting: approval' },
  {
    word: ['trust', '--revoke', PLAN],
    opposite: ['trust', PLAN],
    says: TASK,
    standing: 'waiting: not-admitted',
  },
];

it.each(CASES)(
  'what a dead planex left running is ended by $word.0, and writes into no later run',
  async ({ word, opposite, says, standing }) => {
    const repository = makeRepository();
    const meet = makeRendezvous();
    writePlan(
      repository,
      'tea',
      [
        {
          files: ['tea.txt'],
          commands: [`echo $$ > ${meet.place('pid')}`, meet.await('go'), 'echo tea > tea.txt'],
        },
      ],
      { status: 'APPROVED' },
    );
    const daemon = await startDaemon(repository);
    const left = Number(await meet.hear('pid'));
    await killDaemon(daemon);
    expect(findProcesses(repository)).toContain(left);

    expect(await planexOk(repository, ...word)).toContain(says);

    expect(findProcesses(repository)).toEqual([]);
    const { open } = openCallLedger(recordsFolder(repository)).read();
    expect(open).toEqual({});
    expect(standings(await readStatus(repository))).toEqual([standing]);
    meet.send('go');
    await planexOk(repository, ...opposite);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  },
);
