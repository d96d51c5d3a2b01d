import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDED, PLAN, tryCommit, UNGUARDED } from '../../support/hooks.ts';
import { installHook } from '../../support/install-hook.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';

it('a daemon puts back what a hook manager wrote over, lands through the guard, and leaves no trace', async () => {
  const made = makeRepository();
  made.commit({ 'docs/plans/notes.md': GUARDED.replace('the name', 'the other name') });
  installHook(made, 'pre-commit', 'echo one # lefthook');
  await startDaemon(made);
  // The daemon learns by the nudge of a commit that hooks were installed.
  await planexOk(made, 'hooks', 'install');
  made.commit({ 'first.txt': 'first\n' });
  installHook(made, 'pre-commit', 'echo two # lefthook');
  const hook = (): string => made.read('.git/hooks/pre-commit');
  await waitUntil(() => hook().includes('# planex '), 'the hook is back');
  expect(made.read('.git/hooks/pre-commit.planex-kept')).toContain('echo two');
  made.git('config', 'core.hooksPath', '.git/other');
  await waitUntil(
    () => existsSync(join(made.path, '.git/other/pre-commit')),
    'the hook is where git looks now',
  );
  made.git('config', '--unset', 'core.hooksPath');

  writePlan(made, 'drop', [
    { files: ['Modify: docs/plans/notes.md'], commands: ['echo nothing > docs/plans/notes.md'] },
  ]);
  const failed = await waitForStatus(made, (status) => status.tasks[0]?.status === 'failed');
  expect(failed.tasks[0]?.reason?.message).toContain('hook refused the commit');
  expect(await planexOk(made, 'logs', failed.tasks[0]?.id ?? '')).toContain('the other name');
  writePlan(made, 'more', [writes('more.txt')]);
  await waitForStatus(made, (status) => status.tasks.some((task) => task.status === 'done'));
  await planexOk(made, 'stop', '--now');
  expect(existsSync(join(made.path, '.git/planex/nudge'))).toBe(false);

  expect(await planexOk(made, 'hooks', 'uninstall')).toContain('hooks are taken away');
  expect(hook()).toBe('#!/bin/sh\necho two # lefthook\n');
  expect(existsSync(join(made.path, '.git/other'))).toBe(false);
});

it('with hooks.strict work lands through the hook that judges every move', async () => {
  const made = makeRepository();
  made.commit({ [PLAN]: GUARDED, '.planexrc': '{ "hooks": { "strict": true } }' });
  await planexOk(made, 'trust', '--all');
  expect(await planexOk(made, 'hooks', 'install')).toContain('reference-transaction');
  writePlan(made, 'b', [writes('b.txt')]);
  expect(standings((await settle(made)).status)).toContain('done');
  made.write(PLAN, UNGUARDED);
  expect(tryCommit(made.path).code).toBe(1);
  expect((await readStatus(made)).tasks).toHaveLength(1);
});

it('doctor and status say when a hook is older than planex, and without hooks that no plan is guarded', async () => {
  const made = makeRepository();
  const doctor = async (): Promise<unknown> =>
    JSON.parse((await planex(made, ['doctor', '--json'])).stdout).findings.find(
      ({ name }: { name: string }) => name === 'hooks',
    );
  expect(await doctor()).toMatchObject({
    level: 'ok',
    message: expect.stringContaining('no plan is guarded'),
  });
  expect(await planex(made, ['hooks', 'status'])).toMatchObject({
    code: 0,
    stdout: 'no hooks are installed (planex hooks install)\n',
  });
  await planexOk(made, 'hooks', 'install');
  expect(await doctor()).toMatchObject({ level: 'ok', message: expect.stringContaining('are guarded') });
  made.write(
    '.git/hooks/pre-commit',
    made.read('.git/hooks/pre-commit').replace(/^# planex \S+:/m, '# planex 0.0.1:'),
  );
  expect(await doctor()).toMatchObject({
    level: 'warning',
    details: ['pre-commit: made by planex 0.0.1, another version than this'],
  });
  expect(await planex(made, ['hooks', 'status'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('made by planex 0.0.1'),
  });
  expect(await planex(made, ['hooks', 'install'])).toMatchObject({ code: 0 });
  expect(await planex(made, ['hooks', 'status', '--json'])).toMatchObject({ code: 0 });
  expect(await planex(made, ['hooks', 'remove'])).toMatchObject({ code: 2 });
  made.write('.planexrc', '{ broken');
  expect(await planexOk(made, 'hooks', 'uninstall')).toBe('6 hooks are taken away\n');
  expect(await planexOk(made, 'hooks', 'uninstall')).toBe('no hooks were installed\n');
});
