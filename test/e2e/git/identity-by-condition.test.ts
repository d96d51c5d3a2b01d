import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PEOPLE = '%an <%ae>, %cn <%ce>';
const AT_WORK = 'Work <work@example.test>, Work <work@example.test>';

it.each([
  ['a branch', () => 'onbranch:main'],
  ['the repository', (gitDir: string) => `gitdir:${gitDir}`],
])('an identity that the configuration has for %s alone is that of every commit', async (_, describe) => {
  const repository = makeRepository();
  const gitDir = join(repository.path, '.git');
  writeFileSync(join(gitDir, 'work.inc'), '[user]\n\tname = Work\n\temail = work@example.test\n');
  repository.git('config', `includeIf.${describe(gitDir)}.path`, 'work.inc');
  const { tasks } = await landPlan(repository, [writes('tea.txt')]);
  expect(repository.git('log', '-1', `--format=${PEOPLE}`)).toBe(AT_WORK);
  await planexOk(repository, 'undo', tasks[0]?.id ?? '');
  expect(repository.git('log', '-2', `--format=${PEOPLE}`)).toBe(`${AT_WORK}\n${AT_WORK}`);
});
