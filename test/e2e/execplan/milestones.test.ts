import { expect, it } from 'vitest';
import { execPlanText, withoutStamps } from '../../support/exec-plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';

function task(key: number, file: string): string {
  return `### Task ${key}: Write ${file}

**Backend:** shell
**Depends on:** none
**Files:**
- Create: \`${file}\`

**Commands:**
- \`echo ${file} >> ${file}\`

- [ ] do it
`;
}

const BODY = `## Milestone 1: Water

What is hot comes first.

**Validation:**
- \`test -e allowed\`

${task(1, 'water.txt')}
${task(2, 'gas.txt')}
## Milestone 2: Tea

${task(3, 'tea.txt')}`;

it('the next milestone begins when the validation of the one before has passed, and not before', async () => {
  const repository = makeRepository();
  const text = execPlanText([], { progress: ['Milestone 1: all of it', 'Milestone 2: all of it'] });
  repository.write(PLAN, `${text.replace('## Plan of Work\n\n', '')}${BODY}`);
  const first = await settle(repository);
  expect(standings(first.status)).toEqual(['done', 'done', 'failed: tests-failing', 'blocked: blocked-by']);
  expect(repository.git('ls-files')).not.toContain('tea.txt');
  expect(await planexOk(repository, 'why', 'tea#3')).toContain(
    'docs/plans/2026-11-20-tea#milestone-1 is failed',
  );
  expect(repository.read(PLAN)).toContain('- [ ] Milestone 1');

  repository.commit({ allowed: 'yes\n' });
  await planexOk(repository, 'retry', 'tea#milestone-1');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done', 'done']);
  expect(repository.git('log', '--format=%s', '-2')).toBe(
    'feat(tea): Write tea.txt\nfeat(tea): Validate Milestone 1: Water',
  );
  expect(repository.git('show', '--format=', '--name-only', 'HEAD~1')).toBe('');
  const told = withoutStamps(repository.read(PLAN));
  expect(told).toContain('- [x] (NOW) Milestone 1: all of it\n- [x] (NOW) Milestone 2: all of it\n');
  expect(told).toContain('Status: COMPLETE');
  expect(told).not.toContain('Gaps:');
});
