import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  findProcesses,
  planexOk,
  readEventLog,
  readStatus,
  recordsFolder,
  standings,
  startDaemon,
  waitForProcesses,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../support/uncaught.mjs')).href;

it('an error that nobody caught ends the daemon with all that it has started, and is told', async () => {
  const repository = makeRepository();
  const word = join(makeFolder(), 'throw');
  const gate = makeGate();
  writePlan(repository, 'a', [{ files: ['a.txt'], commands: [gate.wait, 'echo a > a.txt'] }]);
  await startDaemon(repository, { env: { NODE_OPTIONS: `--import=${PRELOAD}`, UNCAUGHT: word } });
  await waitForStatus(repository, (now) => standings(now).join() === 'running');
  await waitForProcesses(repository);

  writeFileSync(word, 'a bug of a timer');
  await waitUntil(() => findProcesses(repository).length === 0, 'the daemon and its run have ended');
  const told = readEventLog(repository).filter(({ message }) => message.includes('a bug of a timer'));
  expect(told).toMatchObject([
    { type: 'daemon:erred' },
    { type: 'daemon:stopped', message: 'planex stopped: nobody caught an error: a bug of a timer' },
  ]);
  const records = recordsFolder(repository);
  expect(existsSync(join(records, 'daemon.lock'))).toBe(false);
  expect(await readStatus(repository)).toMatchObject({ daemon: { running: false } });

  await planexOk(repository, 'start');
  expect(readFileSync(join(records, 'daemon.out.1'), 'utf8')).toMatch(
    /this is a bug in planex[\s\S]*Error: a bug of a timer/,
  );
  const passed = gate.pass();
  const { tasks } = await waitForStatus(repository, (now) => standings(now).join() === 'done');
  await passed;
  expect(tasks).toMatchObject([{ attempts: 1 }]);
});
