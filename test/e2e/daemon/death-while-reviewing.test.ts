import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useFakeCodex } from '../../support/fake-codex.ts';
import { writePlan } from '../../support/plan.ts';
import { killDaemon, planex, readEventLog, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

it.each([
  ['the work as it was verified', ''],
  ['work beside which the reviewer has left a file', 'echo seen > side-product; '],
])('a review that the daemon died in is asked for again, of %s, which lands once', async (_what, leaves) => {
  const repository = makeRepository();
  const folder = makeFolder();
  const [reviewer, done] = [join(folder, 'reviewer'), join(folder, 'done')];
  const codex = useScriptedCodex({
    // The first one is cut off before it says what it thinks.
    reviews: [{ ...finds({}), first: `${leaves}echo $$ > ${reviewer}; exec sleep 600` }, APPROVES],
  });
  repository.write('.planexrc', JSON.stringify({ review: 'task' }));
  writePlan(repository, 'hello', [
    { files: ['hello.txt'], commands: ['echo hello > hello.txt', `echo again >> ${done}`] },
  ]);
  const pid = await startDaemon(repository, { env: codex.env });
  await waitUntil(
    () => existsSync(reviewer) && readFileSync(reviewer, 'utf8').endsWith('\n'),
    'the review has begun',
  );
  await killDaemon(pid);

  expect(await planex(repository, ['start'], { env: codex.env })).toMatchObject({ code: 0 });

  const { tasks } = await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  expect(tasks[0]).toMatchObject({ attempts: 1 });
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  expect(repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD')).toBe('hello.txt');
  expect(readFileSync(done, 'utf8')).toBe('again\n');
  const asked = codex.prompts('review');
  expect(asked).toHaveLength(2);
  for (const prompt of asked) expect(prompt).toContain('+hello');
  expect(isRunning(Number(readFileSync(reviewer, 'utf8')))).toBe(false);
  const claims = readEventLog(repository).filter(({ type }) => type === 'run:claimed');
  expect(claims).toHaveLength(1);
});

it('a verdict that nobody had read when the daemon died does not stand for a reviewer that then says nothing', async () => {
  const repository = makeRepository();
  const said = join(makeFolder(), 'said');
  const verdict = { type: 'item.completed', item: { id: 'x', type: 'agent_message', text: APPROVES.says } };
  const lines = [verdict, { type: 'turn.completed', usage: { input_tokens: 1, output_tokens: 1 } }];
  const words = lines.map((line) => `'${JSON.stringify(line)}'`).join(' ');
  const codex = useScriptedCodex({
    reviews: [
      { ...APPROVES, first: `printf '%s\\n' ${words} >> /proc/$PPID/fd/1; touch ${said}; exec sleep 600` },
    ],
  });
  repository.write('.planexrc', JSON.stringify({ review: 'task' }));
  writePlan(repository, 'hello', [{ files: ['hello.txt'], commands: ['echo hello > hello.txt'] }]);
  const pid = await startDaemon(repository, { env: codex.env });
  await waitUntil(() => existsSync(said), 'the reviewer has spoken');
  await killDaemon(pid);
  repository.write('.planexrc', JSON.stringify({ review: 'task', limits: { noOutput: '1s' } }));

  await startDaemon(repository, { env: useFakeCodex({ first: 'exec sleep 600' }) });

  const { tasks } = await waitForStatus(repository, (status) => status.tasks[0]?.reason?.code === 'approval');
  expect(tasks[0]?.reason?.message).toContain('codex could not review it');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(sleep\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
