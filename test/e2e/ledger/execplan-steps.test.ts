import { expect, it } from 'vitest';
import { withoutStamps } from '../../support/exec-plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const text = `# Tea

Status: APPROVED

## Constraints

None.

## Risks

None.

## Progress

- [x] (2026-11-19 10:00Z) Buy tea
- [ ] Boil water
- [ ] Pour it

## Decision Log

None.
`;

it('an ExecPlan without task headings is carried out by its Progress, each item ticked with its work', async () => {
  const repository = makeRepository();
  const command = ['sh', '-c', 'cat > "step-$(ls | grep -c step)"'];
  repository.write('.planexrc', JSON.stringify({ backend: 'scribe', executors: { scribe: { command } } }));
  repository.commit({ [PLAN]: text.replace('APPROVED', 'DRAFT') });
  await settle(repository);
  repository.write(PLAN, text);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done']);
  expect(withoutStamps(repository.read(PLAN))).toContain(
    '- [x] (NOW) Buy tea\n- [x] (NOW) Boil water\n- [x] (NOW) Pour it\n\n## Decision Log\n\nNone.\n',
  );
  // The second came after the first, and both were told which step is theirs and that there is more to read.
  expect(repository.read('step-0')).toMatch(/Boil water\n\nThis is one step of the ExecPlan "Tea"/);
  expect(repository.read('step-1')).toContain('Pour it');
  expect(repository.git('log', '--format=%s', '-2')).toBe('feat(tea): Pour it\nfeat(tea): Boil water');
  const why = await planexOk(repository, 'why', status.tasks[1]?.id ?? '');
  expect(why).toContain('taken from  an item of the Progress');

  // What is noted and reworded afterwards starts nothing again.
  const noted = repository.read(PLAN).replace(/- \[x\] (.*Boil)/, '- [x] A note\n- [x] $1');
  repository.write(PLAN, noted.replace('Pour it', 'Poured it'));
  const later = await settle(repository);
  expect(standings(later.status)).toEqual(['done', 'done', 'done', 'done']);
  expect(repository.git('log', '--format=%s', '-1')).toBe('feat(tea): Pour it');
});
