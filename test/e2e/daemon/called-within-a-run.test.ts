import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

/** Has the hook after a commit call planex with each of these; what it says and its exit codes go to the file. */
function callInHook(repository: TestRepository, commands: readonly string[], output: string): void {
  const planex = `'${process.execPath}' '${join(inject('planexBundle'), 'planex.js')}'`;
  const calls = commands.map(
    (command) => `${planex} ${command} >>${output} 2>&1; echo "exit $?" >>${output}`,
  );
  installHook(repository, 'post-commit', `test -n "$PLANEX_RUN" || exit 0\n${calls.join('\n')}`);
}

function refusal(command: string): string {
  return `planex: planex ${command} waits for what is under way, and this is a part of it: the run RUN\n  do: leave it to the planex that is at work here; planex goes on by itself\nexit 2\n`;
}

function readSaid(folder: TestRepository): string {
  return folder.read('said').replace(/the run \S+/g, 'the run RUN');
}

it('in the hook of a commit that `planex once` makes, what would wait for that run is refused at once', async () => {
  const repository = makeRepository();
  const folder = useRepository(makeFolder());
  const commands = ['once', 'start', 'stop', 'run mine', 'resume mine'];
  callInHook(repository, commands, join(folder.path, 'said'));
  writePlan(repository, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(readSaid(folder)).toBe(commands.map((command) => refusal(command.replace(' mine', ''))).join(''));
});

it('in the hook of a commit that the daemon makes, the same is refused, and what does not wait is not', async () => {
  const repository = makeRepository();
  const folder = useRepository(makeFolder());
  callInHook(repository, ['stop', 'once', 'once --dry-run'], join(folder.path, 'said'));
  writePlan(repository, 'mine', [writes('mine.txt')]);
  const pid = await startDaemon(repository);
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(readSaid(folder)).toBe(`${refusal('stop')}${refusal('once')}nothing would be started\nexit 0\n`);
  expect(await planexOk(repository, 'status')).toContain(`(pid ${pid}`);
});

it('a part of a run calls planex in another repository', async () => {
  const repository = makeRepository();
  const other = makeRepository();
  writePlan(other, 'theirs', [writes('theirs.txt')]);
  const planex = `env -u NODE_OPTIONS '${process.execPath}' '${join(inject('planexBundle'), 'planex.js')}'`;
  const commands = [`(cd ${other.path} && ${planex} once >&2)`, 'echo mine > mine.txt'];
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(other.git('log', '--format=%s', '-1')).toBe('feat(theirs): Write theirs.txt');
});
