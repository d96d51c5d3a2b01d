import { describe, expect, test } from 'vitest';
import { MAX_ARTIFACT_BYTES } from '../../../src/artifacts/decode-text.ts';
import { parsePlan } from '../../../src/artifacts/plan.ts';
import { type LandedWork, writeLanded } from '../../../src/execplan/write-landed.ts';
import { writeUndone } from '../../../src/execplan/write-undone.ts';
import { execPlanText, withoutStamps } from '../../support/exec-plan.ts';

const atMs = Date.parse('2026-11-21T10:05:30Z');
const NOTHING = { surprises: [], decisions: [], risks: [], progress: [] };

function workOn(text: string, index: number, more: Partial<LandedWork> = {}): LandedWork {
  const task = parsePlan('a.md', text).artifact.tasks[index];
  if (task === undefined) throw new Error(`there is no task ${index}`);
  return { key: task.key, digest: task.digest, atMs, by: 'codex', completes: false, ...more };
}

/** One that is carried out by its Progress. */
const BY_ITEM = execPlanText([], { progress: ['Boil water', 'Pour it'] });

const TASK = '### Task 1: Boil\n\n**Commands:**\n- `boil`\n\n- [ ] do it\n';

describe('what a landing writes into its plan', () => {
  test('an executor cannot say that another task is done', () => {
    const report = {
      ...NOTHING,
      progress: [{ item: 'Pour it' }, { item: 'Boil water', completed: 'a', remaining: 'b' }],
    };
    const written = writeLanded(BY_ITEM, workOn(BY_ITEM, 0, { report }));
    expect(withoutStamps(written ?? '')).toContain('- [x] (NOW) Boil water\n- [ ] Pour it\n');
    expect(parsePlan('a.md', written ?? '').artifact.tasks.map(({ digest }) => digest)).toEqual(
      parsePlan('a.md', BY_ITEM).artifact.tasks.map(({ digest }) => digest),
    );
  });

  test('written again, it is the same, and undone, the boxes are open', () => {
    const work = workOn(BY_ITEM, 0, { report: { ...NOTHING, outcome: 'Hot' }, completes: true });
    const written = writeLanded(BY_ITEM, work) ?? '';
    expect(writeLanded(written, { ...work, atMs: 0 })).toBeUndefined();
    const undone = writeUndone(written, { ...workOn(BY_ITEM, 0), commit: 'abc' });
    expect(undone).toContain('Status: IN PROGRESS');
    expect(undone).toContain('- [ ] Boil water\n');
    expect(undone).toContain('Outcome: Hot');
    expect(undone).toContain('- Decision: Take back the work on task');
    expect(undone).toContain('Commit abc was reverted by planex undo');
  });

  test.each([
    ['APPROVED', false, 'IN PROGRESS'],
    ['APPROVED', true, 'COMPLETE'],
    ['IN PROGRESS', true, 'COMPLETE'],
    ['BLOCKED', false, 'BLOCKED'],
    ['BLOCKED', true, 'BLOCKED'],
    ['DRAFT', true, 'DRAFT'],
  ])('a plan that says %s (all done: %s) says %s then', (status, completes, after) => {
    const text = BY_ITEM.replace('APPROVED', status);
    expect(writeLanded(text, workOn(text, 0, { completes }))).toContain(`Status: ${after}\n`);
  });

  test('the outcome stands in its section, also where that has the tasks below it', () => {
    const text = BY_ITEM.replace('Boil water', 'Task 1: Boil').replace('## Plan of Work\n', '') + TASK;
    const written = writeLanded(text, workOn(text, 0, { completes: true })) ?? '';
    expect(written.split('## Outcomes & Retrospective')).toHaveLength(2);
    expect(written.indexOf('- Outcome: All 1 tasks')).toBeLessThan(written.indexOf('### Task 1'));
  });

  test('an item that no task is made of is ticked when it is reported, whole or in part', () => {
    const text = BY_ITEM.replace('Boil water', 'Task 1: Boil').replace('## Plan of Work\n', '') + TASK;
    const landWith = (progress: NonNullable<LandedWork['report']>['progress']): string =>
      withoutStamps(writeLanded(text, workOn(text, 0, { report: { ...NOTHING, progress } })) ?? '');
    expect(landWith([{ item: 'Pour it' }])).toContain('- [x] (NOW) Task 1: Boil\n- [x] (NOW) Pour it\n');
    expect(landWith([{ item: 'Pour it', completed: 'a cup', remaining: 'a pot' }])).toContain(
      '- [x] (NOW) Pour it (completed: a cup)\n- [ ] Pour it (remaining: a pot)\n',
    );
  });

  test('what is reported stands in the section that it is of', () => {
    const report = {
      ...NOTHING,
      risks: [{ risk: 'Scalds', severity: 'high', likelihood: 'low', mitigation: 'Gloves' }],
      surprises: [{ observation: 'Steam', evidence: 'It hissed', impact: 'None' }],
    };
    const written = withoutStamps(writeLanded(BY_ITEM, workOn(BY_ITEM, 0, { report })) ?? '');
    const sectionOf = (words: string): string | undefined =>
      /\n## (.*)\n[^#]*$/.exec(written.slice(0, written.indexOf(words)))?.[1];
    expect(sectionOf('- Risk: Scalds\n  Severity: high\n  Likelihood: low\n  Mitigation: Gloves')).toBe(
      'Risks',
    );
    expect(sectionOf('- Observation: Steam\n  Evidence: It hissed\n  Impact: None')).toBe(
      'Surprises & Discoveries',
    );
  });

  test('a stage is reached with the last of the tasks, what else is open is a gap', () => {
    const text =
      BY_ITEM.replace('Boil water', 'Task 1: Boil')
        .replace('- [ ] Pour it', '- [ ] Milestone 1: Hot\n- [ ] Pour it')
        .replace('## Plan of Work\n', '') + TASK;
    const written = withoutStamps(writeLanded(text, workOn(text, 0, { completes: true })) ?? '');
    expect(written).toContain('- [x] (NOW) Milestone 1: Hot\n- [ ] Pour it\n');
    expect(written).toContain('Gaps: Still open in the Progress: Pour it\n');
  });

  test('the work on one task is taken back, and that on the others stays', () => {
    const first = writeLanded(BY_ITEM, workOn(BY_ITEM, 0)) ?? '';
    const both = writeLanded(first, workOn(first, 1)) ?? '';
    expect(withoutStamps(both)).toContain('- [x] (NOW) Boil water\n- [x] (NOW) Pour it\n');
    const undone = withoutStamps(writeUndone(both, { ...workOn(both, 1), commit: 'abc' }) ?? '');
    expect(undone).toContain('- [x] (NOW) Boil water\n- [ ] Pour it\n');
    expect(undone).toContain('Take back the work on task');
    expect(writeUndone(both, { ...workOn(both, 1), digest: 'other', commit: 'abc' })).toBeUndefined();
  });

  test('a task that reads differently by now is left alone', () => {
    expect(writeLanded(BY_ITEM, { ...workOn(BY_ITEM, 0), digest: 'other' })).toBeUndefined();
  });

  test('a plan that would grow too long to be read keeps to its ticks', () => {
    const text = `${BY_ITEM}${'x'.repeat(MAX_ARTIFACT_BYTES - BY_ITEM.length - 200)}\n`;
    const report = { ...NOTHING, decisions: [{ decision: 'y'.repeat(500), rationale: 'z' }] };
    const written = writeLanded(text, workOn(text, 0, { report }));
    expect(written).toBe(text.replace('[ ] Boil', '[x] Boil'));
  });

  test('a plan without living sections keeps to its ticks', () => {
    const text = '# A\n\nStatus: APPROVED\n\n### Task 1: B\n\n- [ ] x\n\n## Decision Log\n';
    const report = { ...NOTHING, decisions: [{ decision: 'y', rationale: 'z' }] };
    expect(writeLanded(text, workOn(text, 0, { report, completes: true }))).toBe(text.replace('[ ]', '[x]'));
  });
});
