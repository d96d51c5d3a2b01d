import { describe, expect, test } from 'vitest';
import type { ArtifactTask } from '../../../src/artifacts/artifact.ts';
import { lintArtifact } from '../../../src/artifacts/lint.ts';
import { tickBoxes } from '../../../src/artifacts/tick.ts';
import { onlyTask, parsePlanText } from '../../support/artifacts.ts';
import { expectQuick } from '../../support/expect-quick.ts';

/** An ExecPlan with this Progress and Plan of Work. */
function write(progress: string, work: string, status = 'APPROVED'): string {
  return `# Tea\n\nStatus: ${status}\n\n## Purpose\n\nTea.\n\n## Constraints\n\nNone.\n\n## Risks\n\nNone.\n\n## Progress\n\n${progress}\n\n## Decision Log\n\nNone.\n\n## Plan of Work\n\n${work}\n`;
}

const tasksOf = (text: string): ArtifactTask[] => parsePlanText(text).artifact.tasks;
const stages =
  '### Stage A: Boil\n\nBoil it.\n\n### Stage B: Pour\n\nPour it.\n\n**Verify:**\n\n- `test -f cup`';

describe('an ExecPlan without task headings is carried out', () => {
  test('by milestones that the Progress names, whose boxes are theirs', () => {
    const text = write('- [x] (2026-11-20 10:00Z) Stage A: boiled\n- [ ] Stage B\n- [ ] Rest', stages);
    const tasks = tasksOf(text);
    expect(tasks).toMatchObject([
      { key: 'stage-a', title: 'Boil', step: 'milestone', boxes: [{ checked: true }] },
      {
        key: 'stage-b',
        title: 'Pour',
        step: 'milestone',
        boxes: [{ checked: false }],
        verify: [{ text: 'test -f cup' }],
      },
    ]);
    const [, pour] = tasks;
    if (pour === undefined) throw new Error('there is no second stage');
    const ticked = tickBoxes(text, pour);
    expect(ticked).toBe(text.replace('[ ] Stage B', '[x] Stage B'));
    expect(tasksOf(ticked)[1]?.digest).toBe(pour.digest);
  });

  test('by milestones where there is no Progress yet, and before phases and stages', () => {
    const work = `${stages}\n\n### Milestone 1: Drink\n\nDrink it.`;
    expect(tasksOf(write('', work)).map(({ key }) => key)).toEqual(['milestone-1']);
  });

  test('by items of the Progress where it says nothing of milestones', () => {
    const text = write(
      '- [x] (2026-11-20 10:00Z) Water\n- [ ] **Boil** it\n  - [ ] wait\n- no box\n- [ ] Pour',
      stages,
    );
    expect(tasksOf(text)).toMatchObject([
      { title: 'Water', step: 'progress', boxes: [{ checked: true }] },
      { title: 'Boil it', step: 'progress', boxes: [{}, {}] },
      { title: 'Pour', step: 'progress', boxes: [{ checked: false }] },
    ]);
  });

  test('whose ids and digests stay when others come and when they are stamped', () => {
    const identify = (progress: string): string[] =>
      tasksOf(write(progress, '')).map(({ key, digest }) => `${key} ${digest}`);
    const [water, pour] = identify('- [ ] Water\n- [ ] Pour');
    const [, stamped, , poured] = identify(
      '- [x] Shop\n- [x] (2026-11-20 10:00Z) Water\n- [ ] Water\n- [ ] Pour',
    );
    expect([stamped, poured]).toEqual([water, pour]);
    expect(new Set(identify('- [ ] Water\n- [ ] Water')).size).toBe(2);
  });

  test('as one task where there is neither, whose living sections do not count', () => {
    const text = write('Nothing yet.', 'Boil it.');
    const task = onlyTask(parsePlanText(text));
    expect(task).toMatchObject({ key: 'plan', step: 'plan', boxes: [] });
    const later = text.replace('Nothing yet.', 'Boiled.').replace('APPROVED', 'IN PROGRESS');
    expect(onlyTask(parsePlanText(`${later}\n## Revision note\n\nMore.\n`)).digest).toBe(task.digest);
    expect(onlyTask(parsePlanText(text.replace('Boil it', 'Cool it'))).digest).not.toBe(task.digest);
  });

  test('and that is said, without advice that is meant for tasks', () => {
    const hints = lintArtifact(parsePlanText(write('- [ ] Water', '')));
    expect(hints.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'steps: this ExecPlan has no task headings and is carried out by the 1 items of its Progress',
    ]);
  });
});

test('an ExecPlan in any spelling is a draft until its Status says more', () => {
  const text = write('- [ ] Water', '')
    .replace('Status: APPROVED\n\n', '')
    .replace('## Risks', '## 3. Risks / Tradeoffs');
  expect(parsePlanText(text).artifact).toMatchObject({ status: 'draft', tasks: [{ title: 'Water' }] });
});

describe('no steps are taken', () => {
  test.each([
    ['from a plan with tasks', write('- [ ] Water', '### Task 1: Boil\n\n- [ ] boil'), ['1']],
    ['where a task only lacks its number', write('- [ ] Water', '### Task: Boil'), []],
    ['from a checklist that is no ExecPlan', '# Tea\n\n## Progress\n\n- [ ] Water\n', []],
  ])('%s', (_, text, keys) => {
    expect(tasksOf(text).map(({ key }) => key)).toEqual(keys);
  });

  test('what a step depends on is the one before it', () => {
    const text = write('', stages.replace('Pour it.', '**Depends on:** nobody knows'));
    const { artifact, diagnostics } = parsePlanText(text);
    expect(artifact.tasks.some(({ dependsOn }) => dependsOn !== undefined)).toBe(false);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('two stages of one name leave it to the Progress', () => {
    const text = write('- [ ] Stage A', `${stages}\n\n### Stage A: Again`);
    expect(tasksOf(text)).toMatchObject([{ step: 'progress', title: 'Stage A' }]);
  });
});

test.each([
  ['milestones', write('- [ ] Stage 1', '### Stage 1\n'.repeat(20_000))],
  ['items', write('- [ ] Stage 1\n'.repeat(20_000), stages)],
  ['milestones and items', write('- [ ] Stage 1\n'.repeat(990), '### Stage 1\n'.repeat(980))],
  ['sections', write('', '### Risks\n### Stage 1\n'.repeat(12_000))],
  ['blanks', write(`- [ ] ${' '.repeat(200_000)}x`, stages)],
  ['stamps', write(`- [ ] ${'*_('.repeat(100_000)}`, stages)],
])('many %s are read in no time', (_, text) => {
  expectQuick(() => parsePlanText(text));
});

describe('details of steps', () => {
  test('what a step is asked for names the plan and holds its text', () => {
    const [boil] = tasksOf(write('', stages));
    expect(boil?.brief).toBe(
      'Boil\n\nThis is one step of the ExecPlan "Tea". Read the whole of that plan first, and do this step only.\n\nBoil it.\n',
    );
    const whole = onlyTask(parsePlanText(write('', 'Boil it.')));
    expect(whole.title).toBe('The whole plan');
    expect(whole.brief).toContain('Boil it.');
    expect(whole.brief).not.toContain('This is one step');
  });

  test('a step without a title is called by its number, one without words says so', () => {
    expect(tasksOf(write('', '### Milestone 2.1\n\nBoil.')).map(({ key, title }) => [key, title])).toEqual([
      ['milestone-2.1', 'Milestone 2.1'],
    ]);
    expect(tasksOf(write('- [ ] ', '')).map(({ title }) => title)).toEqual(['A step without words']);
    expect(tasksOf(write(`- [ ] ${'a'.repeat(150)}`, '')).map(({ title }) => title)).toEqual([
      'a'.repeat(100),
    ]);
  });

  test('items of the same words are numbered', () => {
    const keys = tasksOf(write('- [ ] Water\n- [ ] Water\n- [ ] Water', '')).map(({ key }) => key);
    const first = keys[0] ?? '';
    expect(keys).toEqual([first, `${first}-2`, `${first}-3`]);
    expect(first).toMatch(/^progress-[0-9a-f]{6}$/);
  });

  test('a number with a dot is that number and no other', () => {
    const work = '### Stage 1.2: Boil\n\nBoil.\n\n### Stage 2: Pour\n\nPour.';
    const tasks = tasksOf(write('- [x] Stage 1.2 done\n- [ ] completed: stage 2\n- [ ] Stage 1x2', work));
    expect(tasks.map(({ boxes }) => boxes.length)).toEqual([1, 1]);
  });

  test('headings inside living sections and titles of the first level are no steps', () => {
    const text = write('### Stage C: told\n\n- [ ] Water', '# Stage D: Not this\n\nNo.');
    expect(tasksOf(text).map(({ key, step }) => `${step} ${key.slice(0, 9)}`)).toEqual([
      'progress progress-',
    ]);
  });

  test('where the Progress has ticks, every stage has to be told there', () => {
    expect(tasksOf(write('- [x] Stage A\n- [ ] Rest', stages)).map(({ step }) => step)).toEqual([
      'progress',
      'progress',
    ]);
    expect(tasksOf(write('- [ ] Stage A\n- [ ] Rest', stages)).map(({ step }) => step)).toEqual([
      'milestone',
      'milestone',
    ]);
  });

  test('what cannot be read in a step keeps nothing from running', () => {
    const { diagnostics, artifact } = parsePlanText(
      write('', '### Stage A: Boil\n\n**Files:**\n\n- Create: `../tea.ts`\n\nBoil it.'),
    );
    expect(artifact.tasks).toHaveLength(1);
    expect(diagnostics.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      'hint steps',
      'warning forbidden-path',
    ]);
  });

  test('the whole plan means the same when its Status or its ticks change, and something else when its words do', () => {
    const text =
      write('Nothing yet.', 'Boil it.\n\n- [ ] hot').replace('Status: APPROVED\n\n', '') +
      '\n## Status\n\nAPPROVED\n';
    const digest = onlyTask(parsePlanText(text)).digest;
    expect(
      onlyTask(parsePlanText(text.replace('## Status\n\nAPPROVED', '## Status\n\nIN PROGRESS'))).digest,
    ).toBe(digest);
    expect(onlyTask(parsePlanText(text.replace('[ ] hot', '[X] hot'))).digest).toBe(digest);
    expect(onlyTask(parsePlanText(text.replace('[ ] hot', '[ ] cold'))).digest).not.toBe(digest);
  });
});
