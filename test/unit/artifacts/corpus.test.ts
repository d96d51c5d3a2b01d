import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParsedArtifact, StepKind } from '../../../src/artifacts/artifact.ts';
import { lintArtifact } from '../../../src/artifacts/lint.ts';
import { parseArtifact, parseSolutionLines } from '../../../src/artifacts/parse-artifact.ts';
import { tickBoxes } from '../../../src/artifacts/tick.ts';

// Plans and solutions that people wrote for other tools; they are not part of this repository.
const CORPUS = resolve(import.meta.dirname, '../../../../shared/corpus');
const isHere = existsSync(CORPUS);

function list(folder: string): string[] {
  return readdirSync(join(CORPUS, folder)).sort();
}

function read(folder: string, name: string): ParsedArtifact[] {
  const bytes = readFileSync(join(CORPUS, folder, name));
  const path = `docs/plans/${name}`;
  return name.endsWith('.jsonl') ? parseSolutionLines(path, bytes) : [parseArtifact(path, bytes)];
}

function readOne(folder: string, part: string): ParsedArtifact {
  const name = list(folder).find((candidate) => candidate.includes(part));
  const [parsed] = name === undefined ? [] : read(folder, name);
  if (parsed === undefined) throw new Error(`there is no file "${part}"`);
  return parsed;
}

/**
 * Boxes of each task, or only the number of tasks where none has a box. Counted line by line by a script that shares
 * nothing with the parser and skips fences; each family of plans was then looked over. Headings inside fences are
 * examples; in the plan of 2026-05-06 task 10 is the chapter around 10a to 10h, so it does not count.
 */
const PLANS: [string, number[] | number][] = [
  ['2026-06-06_193027-ralph-slack-thread-surface', 12],
  ['2026-06-07_234130-ralph-engineering-order', 15],
  ['2025-11-22-opencode-support-implementation', 18],
  ['2026-01-17-visual-brainstorming', 5],
  ['2026-02-19-visual-brainstorming-refactor', [4, 8, 9, 6, 4, 6, 4]],
  ['2026-03-23-codex-app-compatibility', [2, 3, 2, 1, 4, 2, 4, 4]],
  ['2026-05-06-lift-drill-into-evals', [4, 3, 6, 7, 6, 6, 5, 2, 4, 3, 3, 3, 2, 2, 2, 3, 2, 6, 4, 3, 4, 3]],
  ['2026-06-09-sdd-task-scoped-review-dispatch', [3, 6, 3, 8, 8, 3, 3]],
  ['2026-06-10-visual-companion-auth-hardening', [4, 4, 4, 4, 4, 2, 4, 3, 4, 2]],
  ['2026-07-06-sdd-plan-scoped-workspace', [3, 6, 9, 8, 3]],
  ['2026-01-22-multi-session-dashboard', [7, 6, 6, 7, 8]],
  ['2026-02-15-interactive-plan-review', [6, 7, 3, 2]],
  ['2026-02-25-vcs-command-config', [10, 9, 6, 25, 6, 15, 3]],
  ['2026-03-13-gemini-as-claude', [12, 23, 5, 3, 4, 2]],
  ['2026-03-24-init-command', [2, 4, 3, 3]],
  ['2026-04-07-add-support-of-copilot-cli', [13, 6, 5, 2]],
  ['20260120-custom-agents-expansion', [8, 4, 6, 6, 5, 6, 7]],
  ['20260121-configurable-colors', [5, 4, 4, 5, 4, 6, 2]],
  ['20260206-add-notifications', [8, 3, 8, 5, 6, 4, 10, 1]],
  ['20260212-drop-go-git-backend', [5, 5, 3, 3, 6, 4, 7, 4, 3]],
  ['20260217-unbounded-line-reader', [10, 5, 5, 5, 6, 3, 5, 2]],
  ['20260224-max-external-iterations', [10, 9, 7]],
  ['20260228-bedrock-docker-support', [8, 4, 5, 8, 7, 4]],
  ['20260302-docker-extra-env', [8, 4, 10, 4, 9, 6, 6, 5, 7]],
  ['20260313-scripts-reorg', [4, 3, 4, 6, 10, 7, 7, 8, 3]],
  ['20260315-code-smells-cleanup', [4, 4, 3, 2, 5, 4, 8, 5, 6, 6, 6, 9, 6, 2]],
  ['20260316-docker-in-container-support', [3, 5, 13, 7, 5, 5]],
  ['20260318-process-group-cleanup', [5, 3, 3, 4, 1]],
  ['20260322-commit-trailer-config', [8, 9, 3, 7]],
  ['20260324-task-pause-resume', [6, 8, 9, 5, 8, 4]],
  ['20260424-watch-mode-reactivate-tailing', [10, 13, 6, 16, 7, 16, 6, 8, 4]],
];

const VERSIONS: [string, number[] | number][] = [
  ['2025-11-22-opencode-support-implementation__v1of2', 18],
  ['2025-11-22-opencode-support-implementation__v2of2', 18],
  ['2026-01-17-visual-brainstorming__v1of2', 5],
  ['2026-01-17-visual-brainstorming__v2of2', 5],
  ['2026-01-22-document-review-system__v1of2', [3, 4, 3, 6, 4]],
  ['2026-01-22-document-review-system__v2of2', [3, 4, 3, 6, 4]],
  ['2026-02-19-visual-brainstorming-refactor__v1of2', [4, 8, 9, 6, 4, 6, 4]],
  ['2026-02-19-visual-brainstorming-refactor__v2of2', [4, 8, 9, 6, 4, 6, 4]],
  ['2026-03-23-codex-app-compatibility__v1of2', [2, 3, 2, 1, 4, 2, 4, 4]],
  ['2026-03-23-codex-app-compatibility__v2of2', [2, 3, 2, 1, 4, 2, 4, 4]],
  ['2026-04-06-worktree-rototill__v1of2', [6, 1, 1, 4, 5]],
  ['2026-04-06-worktree-rototill__v2of2', [6, 1, 1, 4, 5]],
  [
    '2026-05-06-lift-drill-into-evals__v1of2',
    [4, 3, 6, 7, 6, 6, 5, 2, 4, 3, 3, 3, 2, 2, 2, 3, 2, 6, 4, 3, 4, 3],
  ],
  [
    '2026-05-06-lift-drill-into-evals__v2of2',
    [4, 3, 6, 7, 6, 6, 5, 2, 4, 3, 3, 3, 2, 2, 2, 3, 2, 6, 4, 3, 4, 3],
  ],
  ['2026-06-09-sdd-task-scoped-review-dispatch__v1of5', [3, 6, 3, 8, 8, 3, 3]],
  ['2026-06-09-sdd-task-scoped-review-dispatch__v3of5', [3, 6, 3, 8, 8, 3, 3]],
  ['2026-06-09-sdd-task-scoped-review-dispatch__v5of5', [3, 6, 3, 8, 8, 3, 3]],
  ['2026-07-06-sdd-plan-scoped-workspace__v1of3', [7, 6, 9, 6, 3]],
  ['2026-07-06-sdd-plan-scoped-workspace__v3of3', [3, 6, 9, 8, 3]],
  ['2026-01-25-interactive-plan-creation__v1of2', [8, 8, 6, 6, 9, 6, 6, 8, 4]],
  ['2026-01-25-interactive-plan-creation__v2of2', [8, 8, 6, 6, 9, 6, 6, 8, 4]],
  ['2026-03-02-review-patience__v1of5', [10, 5, 10, 8, 5]],
  ['2026-03-02-review-patience__v3of5', [10, 5, 10, 8, 5]],
  ['2026-03-02-review-patience__v5of5', [10, 5, 10, 8, 5]],
  ['20260120-customizable-config__v1of3', [5, 5, 5, 5, 5, 5, 5, 5, 5, 8, 6, 3]],
  ['20260120-customizable-config__v3of3', [5, 5, 5, 5, 5, 5, 5, 5, 5, 8, 6, 3]],
  ['20260224-max-external-iterations__v1of2', [10, 9, 7]],
  ['20260224-max-external-iterations__v2of2', [10, 9, 7]],
  ['20260224-worktree-isolation__v1of2', [10, 10, 11, 4, 6, 10, 5]],
  ['20260224-worktree-isolation__v2of2', [10, 10, 12, 4, 6, 10, 5]],
];

/** ExecPlans without task headings: what they are carried out by, and how many there are. All were done when they were read. */
const STEPS: [string, StepKind, number][] = [
  ['15-1-3-kani-and-verus-metadata-plus-scripts', 'progress', 32],
  ['16-3-1-client-response-stream-and-response-multipacket', 'milestone', 8],
  ['17-1-1-outgoing-request-middleware-hooks', 'milestone', 5],
  ['17-2-2-expose-pool-handle-api', 'milestone', 4],
  ['17-4-2-troubleshooting-section', 'milestone', 5],
  ['8-2-5-integrate-with-the-connection-actor-inbound-path', 'progress', 9],
  ['8-3-3-soft-limit-behaviour', 'milestone', 5],
  ['8-3-6-tests-for-per-connection-memory-budgets', 'milestone', 5],
  ['8-5-2-slow-reader-and-writer-simulation', 'progress', 8],
  ['8-6-1-update-documentation-for-streaming-requests', 'milestone', 5],
  ['9-1-3-enable-zero-copy-payload-extraction-for-codecs', 'progress', 19],
  ['9-4-1-property-based-round-trip-tests-for-default', 'progress', 7],
  ['9-7-1-codec-aware-wireframe-testing', 'milestone', 7],
  ['9-7-4-codec-error-taxonomy-regression-tests', 'milestone', 5],
  ['code-base-audit-2026-06-05', 'milestone', 7],
  ['issue-287-inventory-trait-bounds-expecting-frame-vec-u8', 'progress', 7],
  ['public-api-surface', 'progress', 7],
];

/** Checklists, phases, stages, units and plain prose: nothing that says Task or Iteration. */
const WITHOUT_TASKS = [
  '2026-04-11-001-refactor-shortcut-to-handy-keys-plan',
  '2026-04-16-002-refactor-shortcut-service-boundaries-plan',
  '2026-04-23-001-fix-fn-emoji-blocker-tap-recovery-plan',
  '2026-04-13-003-refactor-audio-command-boundaries-plan',
  '2026-05-19-branch-cleanout',
  '2026-05-20-github-issues-pr-sweep-report',
  '2026-05-20-github-issues-pr-sweep',
  '2026-06-07_160847-ralph-hitl-kanban-ux',
  '2026-06-07_161438-ralph-coordinator-chat',
  '2026-06-21-t_7d4225b8-runtime-correctness-rerun',
  '2025-02-05-custom-external-review',
  '2026-01-28-refactor-main',
  '2026-01-29-error-patterns',
];

function countBoxes({ artifact }: ParsedArtifact): number[] | number {
  const counts = artifact.tasks.map(({ boxes }) => boxes.length);
  return counts.every((count) => count === 0) ? counts.length : counts;
}

function testPlans(): void {
  test('every one is in a table', () => {
    expect(list('plans')).toHaveLength(PLANS.length + STEPS.length + WITHOUT_TASKS.length);
    expect(list('history')).toHaveLength(VERSIONS.length);
  });

  test.each(PLANS)('%s', (name, expected) => {
    const parsed = readOne('plans', `__${name}.md`);
    expect(countBoxes(parsed)).toEqual(expected);
    // One plan names a file below a shell variable, which is no path in the repository.
    const serious = parsed.diagnostics.filter(({ severity }) => severity !== 'hint');
    expect(serious.filter(({ rule }) => rule !== 'unclear-path')).toEqual([]);
  });

  test.each(VERSIONS)('%s', (name, expected) => {
    expect(countBoxes(readOne('history', `__${name}.md`))).toEqual(expected);
  });

  test.each(STEPS)('%s is carried out by %s, %i of them', (name, kind, count) => {
    const { tasks } = readOne('plans', `__${name}.md`).artifact;
    expect(tasks.map(({ step }) => step)).toEqual(Array.from({ length: count }, () => kind));
    expect(tasks.every(({ boxes }) => boxes.length > 0 && boxes.every(({ checked }) => checked))).toBe(true);
  });

  test.each(WITHOUT_TASKS)('%s has no task', (name) => {
    expect(readOne('plans', `__${name}.md`).artifact.tasks).toEqual([]);
  });

  test.each([
    ['15-1-3-kani', 'complete'],
    ['17-4-2-troubleshooting', 'complete'],
    ['8-5-2-slow-reader', 'complete'],
    ['9-1-3-enable-zero-copy', 'draft'],
    ['2026-04-13-003-refactor-audio', 'complete'],
    ['2026-04-11-001-refactor-shortcut', 'draft'],
    ['2026-06-06_193027-ralph-slack', 'none'],
    ['20260315-code-smells', 'none'],
  ])('%s is %s', (name, status) => {
    expect(readOne('plans', name).artifact.status).toBe(status);
  });

  test.each([
    ['review-patience__v1of5', 0],
    ['review-patience__v3of5', 33],
    ['review-patience__v5of5', 38],
    ['worktree-isolation__v2of2', 57],
  ])('%s has %i ticks', (name, ticks) => {
    const boxes = readOne('history', name).artifact.tasks.flatMap((task) => task.boxes);
    expect(boxes.filter(({ checked }) => checked)).toHaveLength(ticks);
  });

  test('work that was only ticked off keeps its digests', () => {
    const [before, after] = ['v1of5', 'v5of5'].map((version) =>
      readOne('history', `review-patience__${version}`).artifact.tasks.map(({ digest }) => digest),
    );
    expect(after).toEqual(before);
  });

  test('titles, paths and keys are clean, and all boxes can be ticked', () => {
    for (const folder of ['plans', 'history']) {
      for (const name of list(folder)) {
        const text = readFileSync(join(CORPUS, folder, name), 'utf8');
        for (const task of readOne(folder, name).artifact.tasks) {
          expect(task.title).toMatch(/^\S[^\n`]*$/);
          if (task.step === undefined) expect(task.key).toMatch(/^\d+[a-h]?$/);
          for (const { path } of task.files) expect(path).toMatch(/^[\w.][^\s:]*$/);
          const again = parseArtifact(name, Buffer.from(tickBoxes(text, task)));
          const same = again.artifact.tasks.find(({ key }) => key === task.key);
          expect(same?.digest).toBe(task.digest);
          expect(same?.boxes.every(({ checked }) => checked)).toBe(true);
        }
      }
    }
  }, 120_000);
}

/** The length of the list of tasks in each file. */
const SOLUTIONS: [string, number][] = [
  ['DSC-20260119-150946-003', 4],
  ['DSC-20260119-150946-004', 5],
  ['DSC-20260119-150946-005', 4],
  ['DSC-20260119-150946-006', 7],
  ['DSC-20260119-150946-007', 6],
  ['DSC-20260119-150946-008', 4],
  ['DSC-20260119-150946-009', 5],
  ['DSC-20260119-150946-010', 5],
  ['DSC-20260119-150946-011', 3],
  ['ISS-1769239097521-10', 5],
  ['ISS-1769239097521-11', 3],
  ['ISS-1769239097521-13', 4],
  ['ISS-1769239097521-14', 4],
  ['ISS-1769239097521-15', 5],
  ['ISS-1769239097521-17', 4],
  ['ISS-1769239097521-2', 6],
  ['ISS-1769239097521-21', 6],
  ['ISS-1769239097521-23', 4],
  ['ISS-1769239097521-24', 5],
  ['ISS-1769239097521-3', 5],
  ['ISS-1769239097521-4', 5],
  ['ISS-1769239097521-5', 2],
  ['ISS-1769239097521-8', 3],
  ['ISS-1769239097521-9', 7],
  ['ISS-20260125-001', 1],
  ['ISS-20260127-001', 1],
  ['ISS-20260127-002', 2],
  ['ISS-20260127-003', 2],
  ['ISS-20260127-004', 1],
  ['ISS-20260127-005', 2],
  ['ISS-20260127-006', 6],
];

function testSolutions(): void {
  const isSolution = (name: string): boolean => name.includes('__solutions__');

  test('every one is in the table', () => {
    expect(list('solutions').filter(isSolution)).toHaveLength(SOLUTIONS.length);
  });

  test.each(SOLUTIONS)('%s', (name, expected) => {
    const { artifact, diagnostics } = readOne('solutions', `__${name}.jsonl`);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(artifact).toMatchObject({ kind: 'solution', title: artifact.tasks[0]?.title });
    expect(artifact.tasks).toHaveLength(expected);
    for (const task of artifact.tasks) {
      expect(task.key).toMatch(/^(?:T|TASK-)\d$/);
      expect(task.title).not.toMatch(/undefined|\n|^$/);
      expect(task.dependsOn).toBeDefined();
      for (const key of task.dependsOn ?? []) expect(artifact.tasks.map((other) => other.key)).toContain(key);
      for (const { path } of task.files) expect(path).toMatch(/^[^\s:()]+\.\w+$/);
      for (const { text } of task.verify) expect(text).toMatch(/^(?:dotnet|npm|cd) /);
      expect(task.brief).toContain('## Steps');
    }
  });

  test.each(list('solutions').filter((name) => !isSolution(name)))('%s is no solution', (name) => {
    const parsed = read('solutions', name);
    expect(parsed.length).toBeGreaterThan(0);
    for (const one of parsed) {
      expect(lintArtifact(one)).toMatchObject([{ severity: 'error', rule: 'shape', column: 1 }]);
    }
  });
}

// Nothing is reported as skipped: without the corpus there is one test that says so.
if (isHere) {
  describe('plans in the wild', testPlans);
  describe('solutions in the wild', testSolutions);
} else {
  test('there is no corpus to read', () => {
    console.warn(`not tested: plans and solutions in the wild, since there is no corpus at ${CORPUS}`);
  });
}
