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
import { useScriptedCodex } from '../../support/scripted-codex.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';
import { makeRepository } from '../../support/repository.ts';

interface Case {
  word: string;
  command: string[];
  standing: string;
  /** What the task does by then, where its text was changed after it began. */
  instead?: string;
}

const CASES: Case[] = [
  { word: 'cancelled', command: ['cancel', 'tea#1'], standing: 'cancelled: cancelled' },
  {
    word: 'cancelled after its text was changed',
    command: ['cancel', 'tea#1'],
    standing: 'cancelled: cancelled',
    instead: 'echo coffee > tea.txt',
  },
  {
    word: 'trusted no more',
    command: ['trust', '--revoke', 'docs/plans/2026-11-20-tea.md'],
    standing: 'waiting: not-admitted',
  },
];

it.each(CASES)(
  'finished work of what is $word does not land, also when planex dies once that is written down',
  async ({ command, standing, instead }) => {
    const repository = makeRepository();
    const gate = makeGate();
    repository.commit({ '.planexrc': `${JSON.stringify({ verify: { command: gate.wait } })}\n` });
    await planexOk(repository, 'trust', '.planexrc');
    const write = (does: string): void => {
      writePlan(repository, 'tea', [{ files: ['tea.txt'], commands: [does] }], { status: 'APPROVED' });
    };
    write('echo tea > tea.txt');
    const daemon = await startDaemon(repository);
    await waitUntil(
      () => readEventLog(repository).some((event) => event.type === 'run:step' && event.step === 'verifying'),
      'the work is verified',
    );
    await killDaemon(daemon);
    if (instead !== undefined) write(instead);
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

const PLAN = 'docs/plans/2026-11-20-tea.md';

it.each([
  ['cancelled', ['cancel', 'tea#1'], 'durable-file:renamed#1', 'cancelled: cancelled'],
  ['of a rejected plan', ['reject', PLAN], 'replace-file:compared', 'waiting: approval'],
  [
    'of a plan trusted no more',
    ['trust', '--revoke', PLAN],
    'durable-file:renamed#1',
    'waiting: not-admitted',
  ],
])(
  'an answer that waits does not land once it is %s, also when planex dies once that is written down',
  async (_, command, point, standing) => {
    const repository = makeRepository();
    writePlan(repository, 'tea', [{ title: 'Analyse the tea', backend: 'codex' }], { status: 'APPROVED' });
    const leave = `git -C ${repository.path} checkout --quiet --detach`;
    const codex = useScriptedCodex({ reviews: [{ says: 'It is hot.', first: leave }] });
    await planex(repository, ['once'], { env: codex.env });
    expect(standings(await readStatus(repository))).toEqual(['waiting: wrong-branch']);
    const { code } = await planex(repository, command, { env: { PLANEX_FAULT_POINT: point } });
    expect(code).toBe(128);
    repository.git('switch', '--quiet', 'main');

    const { status } = await settle(repository);

    expect(standings(status)).toEqual([standing]);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  },
);
