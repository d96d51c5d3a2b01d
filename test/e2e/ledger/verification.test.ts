import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('without a test command and a verification the work lands, and says that tests were skipped', async () => {
  const repository = makeRepository();
  writePlan(repository, 'mine', [writes('mine.txt')]);
  await settle(repository);
  const skipped = 'tests: skipped (no test command found)';
  expect(readEventLog(repository).find((event) => event.type === 'task:landed')).toMatchObject({
    tests: skipped,
  });
  expect(await planexOk(repository, 'why', 'mine#1')).toContain('skipped (no test command found)');
  for (const command of ['logs', 'status']) expect(await planexOk(repository, command)).toContain(skipped);
});

it('verify.required refuses that', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "verify": { "required": true } }');
  writePlan(repository, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
  expect(repository.git('ls-files')).toBe('README.md');
});

it("the task's own verification judges by exit code, and its whole output is kept", async () => {
  const repository = makeRepository();
  writePlan(repository, 'mine', [{ ...writes('mine.txt'), verify: ['seq 1 5000', 'exit 3'] }]);
  expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
  const output = (await planexOk(repository, 'logs', 'mine#1')).split('\n');
  expect(output.filter((line) => /^ {2}\d+$/.test(line))).toHaveLength(5000);
});

it('the tests of the project judge where the task has none of its own', async () => {
  const repository = makeRepository();
  repository.commit({ Makefile: 'test:\n\ttest ! -e bad.txt\n' });
  writePlan(repository, 'bad', [writes('bad.txt')]);
  writePlan(repository, 'good', [writes('good.txt')]);
  expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing', 'done']);
});
