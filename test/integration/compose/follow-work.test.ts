import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPlanex } from '../../../src/compose/open-planex.ts';
import { followWork } from '../../../src/compose/run/follow-work.ts';
import { startControlServer } from '../../../src/control/server.ts';
import { openEventLog } from '../../../src/state/event-log.ts';
import { acquireInstanceLock } from '../../../src/state/instance-lock.ts';
import { openRecords } from '../../../src/state/records.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const PATH = 'docs/issues/ISS-1.json';

/** What a daemon answers whose work is done, while its last word on it is still to come. */
const DONE = {
  daemon: { running: true },
  artifacts: [{ path: PATH, kind: 'solution', label: 'ISS-1', diagnostics: [] }],
  tasks: [{ id: 'docs/issues/ISS-1#T1', artifact: PATH, status: 'done' }],
};

test('who follows work that is done hears the last word on it, however late that is', async () => {
  const planex = await openPlanex(makeRepository().path);
  const socket = join(makeFolder(), 'a.sock');
  const attempt = await acquireInstanceLock(planex.records, { role: 'daemon', version: '0', socket });
  if (attempt.kind === 'held') throw new Error('somebody else is at work in a folder that was made just now');
  onTestFinished(() => attempt.lock.release());
  let asked = 0;
  const server = await startControlServer(socket, {
    'POST /status': async () => {
      asked += 1;
      return DONE;
    },
  });
  onTestFinished(() => server.close());
  const records = openRecords(planex.records, { access: 'write', onSpoilt: () => undefined });
  const artifact = await records.artifact(PATH);
  await artifact.update((data) => {
    data.unreported = true;
  });

  const lines: string[] = [];
  const never = new AbortController().signal;
  const follower = followWork({ planex, onLine: (line) => lines.push(line), signal: never, over: never });
  follower.add(PATH);
  const ending = follower.finish();
  await waitUntil(() => asked > 1, 'it has asked again after it had seen that all is done');
  const events = openEventLog(planex.records, { onTrouble: () => undefined });
  onTestFinished(() => events.close());
  events.append({ type: 'issue:done', at: '', artifact: PATH, label: 'ISS-1', message: 'ISS-1: done' });
  await artifact.update((data) => {
    data.unreported = false;
  });
  expect((await ending).states.get(PATH)).toEqual({ kind: 'done' });
  expect(lines).toContain('EXEC_DONE:ISS-1');
});
