import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  readStatus,
  settle,
  standings,
  startDaemon,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';
import { makeRepository } from '../../support/repository.ts';

interface Case {
  word: string;
  command: string[];
  standing: string;
}

const CASES: Case[] = [
  { word: 'cancelled', command: ['cancel', 'tea#1'], standing: 'cancelled: cancelled' },
  {
    word: 'trusted no more',
    command: ['trust', '--revoke', 'docs/plans/2026-11-20-tea.md'],
    standing: 'waiting: not-admitted',
  },
];

it.each(CASES)(
  'finished work of what is $word does not land, also when planex dies once that is written down',
  async ({ command, standing }) => {
    const repository = makeRepository();
    const gate = makeGate();
    repository.commit({ '.planexrc': `${JSON.stringify({ verify: { command: gate.wait } })}\n` });
    await planexOk(repository, 'trust', '.planexrc');
    writePlan(repository, 'tea', [{ files: ['tea.txt'], commands: ['echo tea > tea.txt'] }], {
      status: 'APPROVED',
    });
    const daemon = await startDaemon(repository);
    await waitUntil(
      () => readEventLog(repository).some((event) => event.type === 'run:step' && event.step === 'verifying'),
      'the work is verified',
    );
    await killDaemon(daemon);
    const { code } = await planex(repository, command, {
      env: { PLANEX_FAULT_POINT: 'durable-file:renamed#2' },
    });
    expect(code).toBe(128);
    expect(standings(await readStatus(repository))).toEqual([standing]);

    const { status } = await settle(repository);

    expect(standings(status)).toEqual([standing]);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    await waitForNobodyIn(repository.path);
  },
);
