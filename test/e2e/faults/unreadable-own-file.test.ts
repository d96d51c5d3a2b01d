import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StatusView, TaskView } from '../../../src/daemon/look/status-view.ts';
import { canBeOther, makeOtherUser } from '../../support/other-user.ts';
import { writePlan } from '../../support/plan.ts';

it.runIf(canBeOther)('work waits for a file of the user that may not be read, and lands once it may', () => {
  const { repository, planex } = makeOtherUser();
  repository.commit({ 'a.txt': 'a\n' });
  const file = join(repository.path, 'a.txt');
  // It is closed when nothing but the landing looks at it any more.
  writePlan(repository, 'mine', [
    { files: ['Modify: a.txt'], commands: ['echo aa > a.txt', `chmod 000 ${file}`] },
  ]);
  const settle = (): TaskView | undefined => {
    const status: StatusView = JSON.parse(planex('once', '--json').stdout);
    return status.tasks[0];
  };
  const message = expect.stringContaining('may not read a.txt');
  expect(settle()).toMatchObject({ status: 'waiting', reason: { code: 'dirty-paths', message } });
  expect(existsSync(join(repository.path, '.git/index.lock'))).toBe(false);
  expect(repository.read('a.txt')).toBe('a\n');
  chmodSync(file, 0o644);
  expect(settle()).toMatchObject({ status: 'done' });
  expect(repository.read('a.txt')).toBe('aa\n');
});
