import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';

it('a tick in a plan that came from elsewhere while its task ran does not make it the user’s own', async () => {
  const gate = makeGate();
  const first = { files: ['tea.txt'], commands: [`${gate.wait} && echo tea > tea.txt`] };
  const upstream = makeRepository();
  upstream.commit({ [PLAN]: planText([first]) });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  upstream.git('switch', '--quiet', '-c', 'side');
  upstream.commit({ [PLAN]: planText([first, writes('evil.txt')]) });
  clone.git('fetch', '--quiet');
  await planexOk(clone, 'trust', PLAN);
  await startDaemon(clone);
  await waitForStatus(clone, (now) => taskOf(now, 'tea#1').status === 'running');

  clone.git('checkout', '--quiet', 'origin/side', '--', PLAN);
  await waitForStatus(clone, ({ tasks }) => tasks[1]?.reason?.code === 'not-admitted');
  await gate.pass();
  await waitForStatus(clone, (now) => taskOf(now, 'tea#1').status === 'done');
  await planexOk(clone, 'stop');

  expect(clone.read(PLAN)).toContain('- [x] do it');
  const { reason } = taskOf(JSON.parse(await planexOk(clone, 'status', '--json')), 'tea#2');
  expect(reason).toMatchObject({ code: 'not-admitted', action: `planex trust ${PLAN}` });
  expect(clone.git('log', '--format=%s')).not.toContain('evil.txt');
});
