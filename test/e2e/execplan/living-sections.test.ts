import { describe, expect, it } from 'vitest';
import { execPlanText, withoutStamps } from '../../support/exec-plan.ts';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { useScriptedCodex } from '../../support/scripted-codex.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TASKS = [
  { title: 'Boil water', files: ['water.txt'], backend: 'codex', verify: ['test -s water.txt'] },
  { title: 'Pour it', files: ['cup.txt'], backend: 'codex', verify: ['test -s cup.txt'] },
];
const PROGRESS = ['Task 1: Boil water', 'Task 2: Pour it', 'Warm the cup', 'Fetch\n  milk'];
const TEXT = execPlanText(TASKS, { progress: PROGRESS });
const REPORT = {
  surprises: [{ observation: 'It is cold', evidence: '`date` says\n## November', impact: 'More gas' }],
  decisions: [{ decision: 'Use gas', rationale: 'Retire the sentinel `--electric`; **load-bearing** [ ] x' }],
  risks: [{ risk: 'It boils over', severity: 'low', likelihood: 'high', mitigation: 'Watch it' }],
  progress: [
    { item: 'Warm the cup' },
    { item: 'Fetch milk', completed: 'looked\n- [ ] in', remaining: 'buy some' },
    { item: 'Task 9: what is not there' },
  ],
  outcome: 'Water at 100 °C',
};

function says(run: string, report: unknown): { run: string; says: string } {
  return { run, says: `Done.\n\n\`\`\`planex-report\n${JSON.stringify(report)}\n\`\`\`\n` };
}

function useReporter() {
  return useScriptedCodex({
    reviews: [],
    edits: [says('echo hot > water.txt', REPORT), 'echo full > cup.txt'],
  });
}

const AFTER_ONE = TEXT.replace('APPROVED', 'IN PROGRESS')
  .replace(
    '## Risks\n\nNone yet.\n',
    (was) =>
      `${was}\n- Risk: It boils over\n  Severity: low\n  Likelihood: high\n  Mitigation: Watch it\n  Date/Author: NOW, WHO\n`,
  )
  .replace('- [ ] Task 1', '- [x] (NOW) Task 1')
  .replace('- [ ] Warm', '- [x] (NOW) Warm')
  .replace(
    '- [ ] Fetch\n  milk\n',
    '- [x] (NOW) Fetch\n  milk (completed: looked - \\[ ] in)\n- [ ] Fetch milk (remaining: buy some)\n',
  )
  .replace(
    'Discoveries\n\nNone yet.\n',
    (was) =>
      `${was}\n- Observation: It is cold\n  Evidence: 'date' says ## November\n  Impact: More gas\n  Date/Author: NOW, WHO\n`,
  )
  .replace(
    '  Date/Author: 2026-11-19, Ada\n',
    (was) =>
      `${was}- Decision: Use gas\n  Rationale: Retire the sentinel '--electric'; \\*\\*load-bearing\\*\\* \\[ ] x\n  Date/Author: NOW, WHO\n`,
  )
  .replace(
    'Retrospective\n\nNone yet.\n',
    (was) => `${was}\n- Outcome: Water at 100 °C\n  Date/Author: NOW, WHO\n`,
  )
  .replace('- [ ] do it', '- [x] do it');

const AT_THE_END = `${AFTER_ONE.replace('IN PROGRESS', 'COMPLETE')
  .replace('- [ ] Task 2', '- [x] (NOW) Task 2')
  .replace('- [ ] do it', '- [x] do it')
  .replace(
    '- Outcome: Water at 100 °C\n  Date/Author: NOW, WHO\n',
    (was) => `${was}- Outcome: All 2 tasks of this plan have landed: Boil water; Pour it
  Evidence: The last was judged by tests: passed (test -s cup.txt)
  Gaps: Still open in the Progress: Fetch milk (remaining: buy some)
  Date/Author: NOW, WHO
`,
  )}
## Revision Notes

- NOW: Status, Progress and Outcomes say that the plan is carried out. Why: The last of its tasks has landed. What remains: What the Progress still has open.
`;

/** What is committed before planex first looks is nobody's word; the approval comes after that. */
async function commitPlan(repository: TestRepository): Promise<void> {
  repository.commit({ [PLAN]: TEXT.replace('APPROVED', 'DRAFT') });
  await settle(repository);
  repository.commit({ [PLAN]: TEXT });
}

function planAt(repository: TestRepository, commit: string): string {
  return `${repository.git('show', `${commit}:${PLAN}`)}\n`;
}

describe('while an ExecPlan is carried out', () => {
  it('each landing tells of itself in the commit of its work, and every other byte stays', async () => {
    const repository = makeRepository();
    await commitPlan(repository);
    const codex = useReporter();
    expect(await planexOk(repository, 'why', 'tea#1', '--prompt')).toContain('`planex-report`');
    expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
    expect(repository.git('log', '--format=%s', '-2')).toBe('feat(tea): Pour it\nfeat(tea): Boil water');
    const changed = ['HEAD~1', 'HEAD'].map((name) =>
      repository.git('show', '--format=', '--name-only', name).split('\n'),
    );
    expect(changed).toEqual([
      [PLAN, 'water.txt'],
      ['cup.txt', PLAN],
    ]);
    expect(withoutStamps(planAt(repository, 'HEAD~1'))).toBe(AFTER_ONE);
    expect(withoutStamps(planAt(repository, 'HEAD'))).toBe(AT_THE_END);
    expect(repository.read(PLAN)).toBe(planAt(repository, 'HEAD'));
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(await planexOk(repository, 'guard', '--range', 'HEAD~2..HEAD')).toContain('no plan has');
  });

  it('a plan that Git does not know says the same in the working tree', async () => {
    const repository = makeRepository();
    const codex = useReporter();
    repository.write(PLAN, TEXT.replaceAll('\n', '\r\n'));
    expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
    expect(withoutStamps(repository.read(PLAN))).toBe(AT_THE_END.replaceAll('\n', '\r\n'));
    expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('cup.txt');
    const before = repository.read(PLAN);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.read(PLAN)).toBe(before);
  });

  it('what is taken back is open again, with an entry, and what was noted stays, though the plan went on', async () => {
    const repository = makeRepository();
    await commitPlan(repository);
    const codex = useReporter();
    expect(await planex(repository, ['once'], { env: codex.env })).toMatchObject({ code: 0 });
    const landed = repository.git('rev-parse', '--short=10', 'HEAD~1');
    await planexOk(repository, 'undo', 'tea#1');
    expect(repository.git('log', '--format=%s', '-1')).toBe('Revert "feat(tea): Boil water"');
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('ls-files')).not.toContain('water.txt');
    const entry = `- Decision: Take back the work on task 1, Boil water\n  Rationale: Commit ${landed} was reverted by planex undo; what was noted of it stays.\n  Date/Author: NOW, WHO\n`;
    const use = AT_THE_END.indexOf('- Decision: Use gas');
    const end = AT_THE_END.indexOf('NOW, WHO\n', use) + 'NOW, WHO\n'.length;
    expect(withoutStamps(repository.read(PLAN))).toBe(
      `${AT_THE_END.slice(0, end)}${entry}${AT_THE_END.slice(end)}`
        .replace('COMPLETE', 'IN PROGRESS')
        .replace('- [x] (NOW) Task 1', '- [ ] Task 1')
        .replace('- [x] do it', '- [ ] do it'),
    );
    expect(standings((await settle(repository)).status)).toEqual(['waiting: removed-by-user', 'done']);
  });
});
