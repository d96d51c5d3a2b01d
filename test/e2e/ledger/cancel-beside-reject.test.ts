import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ArtifactRecord } from '../../../src/tasks/task-record.ts';
import { writePlan } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  readStatus,
  recordsFolder,
  settle,
  standings,
  startDaemon,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-mine.md';

/** A daemon at work on a task that does not let itself be ended before `go`. */
async function startStubborn(): Promise<{ repository: TestRepository; meet: Rendezvous }> {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ '.planexrc': '{ "limits": { "grace": "110s" } }\n' });
  const commands = [`trap '' TERM; ${meet.give('begun')}; ${meet.await('go')}`, 'echo mine > mine.txt'];
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }], { status: 'APPROVED' });
  await startDaemon(repository);
  await meet.receive('begun');
  return { repository, meet };
}

interface Word {
  args: string[];
  isWritten: (record: ArtifactRecord) => boolean;
}

const CANCEL: Word = {
  args: ['cancel', 'mine#1'],
  isWritten: ({ tasks }) => tasks['1']?.cancelled !== undefined,
};
const REJECT: Word = { args: ['reject', PLAN], isWritten: ({ rejected }) => rejected !== undefined };
const REVOKE: Word = { args: ['trust', '--revoke', PLAN], isWritten: ({ proposed }) => proposed };

/** Says a word; resolves once it is written down, to the end of its command. */
async function say(
  repository: TestRepository,
  { args, isWritten }: Word,
): Promise<{ ended: Promise<{ code: number }> }> {
  const ended = planex(repository, args);
  const folder = join(recordsFolder(repository), 'artifacts');
  const isThere = (): boolean =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .some((name) => isWritten(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  await waitUntil(isThere, `${args.join(' ')} is written down`);
  return { ended };
}

it.each<[string, Word[], string[]]>([
  ['cancel, then reject', [CANCEL, REJECT], ['approve', PLAN]],
  ['reject, then cancel', [REJECT, CANCEL], ['approve', PLAN]],
  ['cancel, then trust --revoke', [CANCEL, REVOKE], ['trust', PLAN]],
  ['trust --revoke, then cancel', [REVOKE, CANCEL], ['trust', PLAN]],
])('%s, while the run is being ended: the task stays held once its plan may run', async (_, words, allow) => {
  const { repository, meet } = await startStubborn();
  const said: { ended: Promise<{ code: number }> }[] = [];
  for (const word of words) said.push(await say(repository, word));
  meet.send('go');
  for (const { ended } of said) expect(await ended).toMatchObject({ code: 0 });
  await planexOk(repository, ...allow);
  await planexOk(repository, 'stop');
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
  await planexOk(repository, 'retry', 'mine#1');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it.each<[string, Word, string[]]>([
  ['reject', REJECT, ['approve', PLAN]],
  ['trust --revoke', REVOKE, ['trust', PLAN]],
])('after %s alone the task goes on once its plan may run', async (_, word, allow) => {
  const { repository, meet } = await startStubborn();
  const { ended } = await say(repository, word);
  meet.send('go');
  expect(await ended).toMatchObject({ code: 0 });
  expect(standings(await readStatus(repository))).toEqual([expect.stringContaining('waiting: ')]);
  await planexOk(repository, ...allow);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
