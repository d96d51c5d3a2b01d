import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  findProcesses,
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const DAMAGES: [string, (text: string) => string][] = [
  ['cut', (text) => text.slice(0, text.length / 2)],
  ['of zero length', () => ''],
  ['garbage', () => '\0\0\0\x7f{"'],
  ['of another shape', () => '{"version":1,"tasks":7,"paused":"yes","step":3}'],
];

/** The records of one kind, by the folder they are in: `artifacts`, `runs/<id>`, or none for that of the repository. */
function listRecords(repository: TestRepository, folder: string, ending: RegExp): string[] {
  const top = join(recordsFolder(repository), folder);
  return readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(top, name));
}

function damage(files: readonly string[], how: (text: string) => string): void {
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) writeFileSync(file, how(readFileSync(file, 'utf8')));
}

function listKept(repository: TestRepository): string[] {
  return readdirSync(join(recordsFolder(repository), 'quarantine'));
}

describe.each(DAMAGES)('a record that is %s', (_, how) => {
  it('of an artifact: its tasks wait, a done one stays done, a cancelled one is not run', async () => {
    const repository = makeRepository();
    const { ids, path } = writePlan(repository, 'a', [writes('a.txt'), writes('b.txt')]);
    await planexOk(repository, 'cancel', ids[1] ?? '');
    await settle(repository);
    damage(listRecords(repository, 'artifacts', /\.json$/), how);
    // A reader leaves it where it is and takes it for no empty one either.
    expect((await planex(repository, ['once', '--dry-run'])).stdout).not.toContain('would start');
    for (let time = 0; time < 2; time += 1) {
      const { status } = await settle(repository);
      expect(standings(status)).toEqual(['done', 'waiting: not-admitted']);
      expect(status.tasks[1]?.reason?.message).toContain('was damaged and is kept at');
    }
    expect(listKept(repository)).toHaveLength(1);
    expect(readEventLog(repository).map(({ type }) => type)).toContain('record:quarantined');
    expect((await planex(repository, ['doctor'])).stdout).toContain('1 damaged record is kept in');

    await planexOk(repository, 'trust', path);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
  });

  it('of the repository: planex pauses and says why', async () => {
    const repository = makeRepository();
    await planexOk(repository, 'pause');
    writePlan(repository, 'a', [writes('a.txt')]);
    damage(listRecords(repository, '.', /^daemon\.json$/), how);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: paused']);
    expect(status.tasks[0]?.reason?.message).toContain('was damaged and is kept at');
    expect(listKept(repository)).toHaveLength(1);
    await planexOk(repository, 'unpause');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
  });

  it('of a run under way: what it had started is ended before it runs again, and it lands once', async () => {
    const repository = makeRepository();
    const meet = makeRendezvous();
    writePlan(repository, 'a', [
      { files: ['a.txt'], commands: [`echo $$ >> ${meet.place('pids')}`, meet.await('go'), 'touch a.txt'] },
    ]);
    const pid = await startDaemon(repository);
    const first = Number(await meet.hear('pids'));
    await killDaemon(pid);
    damage(listRecords(repository, 'runs', /run\.json$/), how);
    await startDaemon(repository);
    await waitUntil(() => meet.read('pids').trim().split('\n').length === 2, 'it runs again');
    expect(findProcesses(repository)).not.toContain(first);
    meet.send('go');
    await waitForStatus(repository, (now) => standings(now).join() === 'done');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    expect(listKept(repository)).toHaveLength(1);
  });
});
