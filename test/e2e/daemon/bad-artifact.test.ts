import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { settle, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a bad artifact tells all that is wrong with it at once, stops nothing else, and is picked up once mended', async () => {
  const made = makeRepository();
  await startDaemon(made);
  made.write(
    'docs/plans/bad.md',
    '# Bad\n\n### Task 1: One\n\n**Depends on:** 7\n\n### Task 1: Two\n\n**Files:**\n- Create: `../out.txt`\n',
  );
  made.write('docs/issues/ISS-1.json', '{ "tasks": [ }');
  writePlan(made, 'good', [writes('good.txt')]);
  const status = await waitForStatus(
    made,
    (now) =>
      now.tasks.some((task) => task.id.endsWith('good#1') && task.status === 'done') &&
      now.artifacts.length === 3,
  );
  const bad = status.artifacts.find((one) => one.path === 'docs/plans/bad.md');
  const errors = bad?.diagnostics.filter((one) => one.severity === 'error') ?? [];
  expect(errors.map((one) => one.line ?? 0).sort((a, b) => a - b)).toEqual([5, 7, 10]);
  expect(status.artifacts.find((one) => one.path.endsWith('ISS-1.json'))?.diagnostics[0]).toMatchObject({
    severity: 'error',
    line: 1,
  });
  expect(status.tasks.map((task) => task.id)).toEqual(['docs/plans/2026-11-20-good#1']);

  made.write('docs/plans/bad.md', planText([writes('mended.txt')]));
  const mended = await waitForStatus(made, (now) =>
    now.tasks.some((task) => task.id === 'docs/plans/bad#1' && task.status === 'done'),
  );
  expect(taskOf(mended, 'bad#1').commit).toBe(made.git('rev-parse', 'HEAD'));
});

it.each([
  ['over 512 KB', Buffer.alloc(512 * 1024 + 1, 'a'), /524,?289|524289/],
  ['not UTF-8', Buffer.from([0x23, 0x20, 0xff, 0xfe]), /UTF-8/],
])('a file that is %s is refused with a clear message', async (_name, bytes, message) => {
  const made = makeRepository();
  made.write('docs/plans/a.md', '');
  writeFileSync(join(made.path, 'docs/plans/a.md'), bytes);
  const { code, status } = await settle(made);
  expect(code).toBe(1);
  expect(status.artifacts[0]?.diagnostics[0]?.message).toMatch(message);
});
