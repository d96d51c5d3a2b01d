import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  killDaemon,
  planex,
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { breakReading, canBreakReading } from '../../support/unreadable.ts';

interface Scene {
  repository: TestRepository;
  meet: Rendezvous;
  env: NodeJS.ProcessEnv;
  claim: string;
}

/** A daemon that was killed while the work of its run was being verified. */
async function makeKilled(): Promise<Scene> {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const env = { XDG_STATE_HOME: makeFolder() };
  writePlan(repository, 'a', [
    {
      files: ['a.txt'],
      commands: [`echo once >> ${meet.place('executed')}`, 'echo precious > a.txt'],
      verify: [meet.await('go')],
    },
  ]);
  const pid = await startDaemon(repository, { env });
  await waitForStatus(repository, () => meet.given().includes('executed') && isVerifying(repository));
  await killDaemon(pid);
  const found = readdirSync(env.XDG_STATE_HOME, { recursive: true, encoding: 'utf8' });
  const claim = found.find((name) => name.endsWith('claims/slot-1.json')) ?? '';
  return { repository, meet, env, claim: join(env.XDG_STATE_HOME, claim) };
}

function isVerifying(repository: TestRepository): boolean {
  return readEventLog(repository).some((event) => event.type === 'run:step' && event.step === 'verifying');
}

it('a damaged claim of a workspace is kept, said, and made anew from the record of its run, whose work goes on', async () => {
  const { repository, meet, env, claim } = await makeKilled();
  writeFileSync(claim, readFileSync(claim, 'utf8').slice(0, 20));
  expect((await planex(repository, ['doctor'], { env })).stdout).toMatch(
    /warning +workspaces: .* is damaged/,
  );

  meet.send('go');
  await startDaemon(repository, { env });
  await waitForStatus(repository, (now) => standings(now).join() === 'done');

  expect(meet.read('executed')).toBe('once\n');
  expect(repository.git('show', 'HEAD:a.txt')).toBe('precious');
  const kept = readdirSync(join(recordsFolder(repository), 'quarantine'));
  expect(kept).toEqual([expect.stringMatching(/^claim-slot-1\.json-/)]);
  expect(readEventLog(repository).map(({ type }) => type)).toContain('record:quarantined');
  expect((await planex(repository, ['doctor'], { env })).stdout).not.toContain('workspaces:');
});

it('a damaged claim of nobody known keeps its work tree from other runs', async () => {
  const { repository, meet, env, claim } = await makeKilled();
  writeFileSync(claim, '');
  const [run] = readdirSync(join(recordsFolder(repository), 'runs'));
  writeFileSync(join(recordsFolder(repository), 'runs', run ?? '', 'run.json'), '');
  meet.send('go');

  await startDaemon(repository, { env });
  await waitForStatus(repository, (now) => standings(now).join() === 'done');

  expect(meet.read('executed')).toBe('once\nonce\n');
  expect(readFileSync(join(claim, '../../slot-1/a.txt'), 'utf8')).toBe('precious\n');
  expect(readFileSync(claim, 'utf8')).toBe('');
  const told = readEventLog(repository).filter(({ type }) => type === 'record:quarantined');
  expect(told.map(({ message }) => message).join('\n')).toContain('is used by no other run');
});

it.runIf(canBreakReading)('a claim that cannot be read holds everything until it can', async () => {
  const { repository, meet, env, claim } = await makeKilled();
  const mend = breakReading(claim);
  meet.send('go');
  await startDaemon(repository, { env });
  writePlan(repository, 'b', [writes('b.txt')]);
  const { troubles } = await waitForStatus(
    repository,
    (now) => now.tasks.length === 2 && now.troubles !== undefined,
  );
  expect(troubles).toEqual([{ kind: 'storage', message: expect.stringContaining(`cannot read ${claim}`) }]);
  mend();
  await waitForStatus(repository, (now) => standings(now).join() === 'done,done');
  expect(meet.read('executed')).toBe('once\n');
  expect((await settle(repository)).code).toBe(0);
});
