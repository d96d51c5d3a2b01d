import { expect, it } from 'vitest';
import { execPlanText, withoutStamps } from '../../support/exec-plan.ts';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';
import { useScriptedCodex } from '../../support/scripted-codex.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TASK = '**Depends on:** none\n**Files:**\n- Create: `tried.txt`\n\n- [ ] do it\n';
const BODY = `## Milestone 1: Prototyping with gas

**Validation:** \`grep -x hot tried.txt\`

### Task 1: Try gas

**Backend:** codex
${TASK}
## Milestone 2: Tea

### Task 2: Pour it

**Backend:** shell
**Commands:** \`echo tea > tea.txt\`

- [ ] do it
`;
const TEXT = `${execPlanText([]).replace('## Plan of Work\n\n', '')}${BODY}`;

function reports(verdict: string, heat: string) {
  const report = JSON.stringify({ prototype: { verdict, evidence: 'It took 3 s.' } });
  const says = `Tried.\n\n\`\`\`planex-report\n${report}\n\`\`\`\n`;
  return useScriptedCodex({ reviews: [], edits: [{ run: `echo ${heat} > tried.txt`, says }] });
}

it('a prototype that is kept lands when its validation passes, and the plan says so', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  const codex = reports('keep', 'hot');
  expect(await planexOk(repository, 'why', 'tea#1', '--prompt')).toContain(
    '`prototype`: this task tries something out',
  );
  expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
  expect(repository.read('tried.txt')).toBe('hot\n');
  expect(withoutStamps(repository.read(PLAN))).toContain(
    '- Decision: Keep the prototype of Try gas\n  Rationale: It took 3 s. Judged by tests: passed (grep -x hot tried.txt).\n',
  );
});

it('one that is kept and does not pass its validation holds back what comes after it', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  await planex(repository, ['once'], { env: reports('keep', 'cold').env });
  const [first, second] = standings((await settle(repository)).status);
  expect([first, second]).toEqual(['failed: tests-failing', 'blocked: blocked-by']);
  expect(repository.read(PLAN)).not.toContain('Keep the prototype');
});

it('one that is discarded does not land and is kept aside; the plan says why, and goes on', async () => {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  expect(await planex(repository, ['once'], { env: reports('discard', 'cold').env })).toMatchObject({
    code: 0,
  });
  expect(repository.git('ls-files')).not.toContain('tried.txt');
  expect(repository.read('tea.txt')).toBe('tea\n');
  const [, name = ''] = /kept at (refs\/planex\/runs\/\S+-prototype)\)/.exec(repository.read(PLAN)) ?? [];
  expect(repository.git('show', `${name}:tried.txt`)).toBe('cold');
  expect(repository.read(PLAN)).toContain(
    '- Decision: Discard the prototype of Try gas\n  Rationale: It took 3 s. ',
  );
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});
