import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isSameProcess, readProcessStart } from '../../../src/process-identity.ts';
import { writePlan } from '../../support/plan.ts';
import {
  findProcesses,
  planex,
  planexOk,
  readEventLog,
  readStatus,
  startDaemon,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it.each(['idle', 'at work'])(
  'a daemon whose linked work tree is removed ends, says why, and the next one starts: %s',
  async (how) => {
    const main = makeRepository();
    const path = join(makeFolder(), 'linked');
    main.git('worktree', 'add', '--quiet', '-b', 'feature', path);
    const begun = join(makeFolder(), 'begun');
    const commands = ['echo mine > mine.txt', `touch ${begun}`, 'sleep 600'];
    if (how === 'at work') writePlan(useRepository(path), 'mine', [{ files: ['mine.txt'], commands }]);
    await planexOk(path, 'start');
    if (how === 'at work') await waitUntil(() => existsSync(begun), 'the task is under way');
    const under = findProcesses(path).map((pid) => ({ pid, startTime: readProcessStart(pid) ?? '' }));
    onTestFinished(() => {
      for (const { pid } of under.filter(isSameProcess)) process.kill(pid, 'SIGKILL');
    });

    main.git('worktree', 'remove', '--force', path);

    const asked = await planex(main, ['status']);
    // It may have noticed by itself, and be gone already.
    if (asked.code !== 0) {
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('was moved or removed') });
    }
    await waitUntil(() => !under.some(isSameProcess), 'the daemon has ended, and what it started');
    expect(existsSync(path)).toBe(false);
    expect(readEventLog(main).at(-1)).toMatchObject({
      type: 'daemon:stopped',
      message: `planex stopped: its work tree ${path} was moved or removed`,
    });

    await startDaemon(main);
    expect(await readStatus(main)).toMatchObject({ daemon: { running: true, home: main.path } });
    if (how === 'idle') return;
    await waitUntil(() => main.git('for-each-ref', 'refs/planex/runs') !== '', 'the work is kept');
    const kept = main.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs');
    expect(main.git('show', `${kept}:mine.txt`)).toBe('mine');
  },
);
