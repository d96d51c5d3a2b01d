import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { breakReading, canBreakReading } from '../../support/unreadable.ts';

/** Files that say what may run and what was done. */
const FILES: [string, (repository: TestRepository) => string][] = [
  ['the record of an artifact', (repository) => firstRecordIn(join(recordsFolder(repository), 'artifacts'))],
  ['the record of the repository', (repository) => join(recordsFolder(repository), 'daemon.json')],
  ['the log of HEAD', (repository) => join(repository.path, '.git/logs/HEAD')],
  ['where the history is cut off', (repository) => join(repository.path, '.git/shallow')],
];

function firstRecordIn(folder: string): string {
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.json')) ?? '');
}

it.runIf(canBreakReading).each(FILES)(
  '%s cannot be read: nothing is guessed or started, and planex goes on once it can',
  async (_, locate) => {
    const repository = makeRepository();
    const { ids } = writePlan(repository, 'a', [writes('a.txt'), writes('b.txt')]);
    await planexOk(repository, 'cancel', ids[1] ?? '');
    await settle(repository);
    writePlan(repository, 'c', [writes('c.txt')]);
    const file = locate(repository);
    const mend = breakReading(file);
    const trouble = `planex cannot read ${file}: the disk reports an error`;

    const { code, status } = await settle(repository);
    expect(code).toBe(1);
    expect(status.tasks.filter((task) => task.reason?.message.includes(trouble)).length).toBe(2);
    expect(standings(status)).toEqual(['done', 'waiting: internal', 'waiting: internal']);
    for (const command of ['retry', 'cancel']) {
      const refused = await planex(repository, [command, 'c#1']);
      expect(refused, command).toMatchObject({ code: 2, stderr: expect.stringContaining(trouble) });
    }
    expect((await planex(repository, ['doctor'])).stdout).toMatch(
      new RegExp(`error +(storage|repository): ${trouble}`),
    );
    await startDaemon(repository);
    await waitForStatus(repository, (now) => standings(now)[2] === 'waiting: internal');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');

    mend();
    const { tasks } = await waitForStatus(repository, (now) => standings(now)[2] === 'done');
    expect(tasks.map((task) => task.status)).toEqual(['done', 'cancelled', 'done']);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
    const types = readEventLog(repository).map(({ type }) => type);
    expect(types).toContain('storage:unusable');
    expect(types).toContain('storage:usable');
    expect(types).not.toContain('record:quarantined');
  },
);
