import { describe, expect, test } from 'vitest';
import {
  describeChangedParts,
  digestParts,
  readApprovedParts,
} from '../../../src/artifacts/approved-parts.ts';
import { parseArtifact } from '../../../src/artifacts/parse-artifact.ts';

const PATH = 'docs/plans/tea.md';
const TASKS = `# Tea

Status: APPROVED

## Constraints

- The kettle stays.

## Tolerances (Exception Triggers)

- Scope: at most 3 files.

## Progress

- [ ] Task 1.

### Task 1: Boil

Boil it.

- [ ] boil

### Task 2: Pour

- [ ] pour
`;
const STEPS = `# Tea

Status: APPROVED

## Purpose

Somebody wants tea.

## Constraints

None.

## Risks

None yet.

## Progress

- [ ] Boil.
- [ ] Pour.

## Decision Log

## Plan of Work

Boil the water, then pour it.
`;

/** Sections on the Status before and behind what is meant, and an item of work in its prose. */
const WITH_STATUS = STEPS.replace('## Purpose', '## Status of it\n\nNobody has begun.\n\n## Purpose').replace(
  'Boil the water',
  '- [ ] Clean up.\n\nBoil the water',
);

function read(text: string, path = PATH): ReturnType<typeof readApprovedParts> {
  const bytes = new TextEncoder().encode(text);
  return readApprovedParts(parseArtifact(path, bytes).artifact, bytes);
}

function compare(before: string, after: string): string[] {
  return describeChangedParts(read(before) ?? {}, read(after) ?? {});
}

test('are the tasks, and what binds them', () => {
  expect(Object.keys(read(TASKS) ?? {})).toEqual(['task 1', 'task 2', 'Constraints', 'Tolerances']);
  expect(Object.keys(read(STEPS) ?? {})).toContain('the prose of the plan');
});

test.each([
  ['a plan without a Status', TASKS.replace('Status: APPROVED\n', ''), PATH],
  ['a solution', '{ "solution": { "tasks": [{ "id": "T1", "title": "Boil" }] } }', 'docs/issues/tea.json'],
])('%s has none', (_, text, path) => expect(read(text, path)).toBeUndefined());

describe('stay the same', () => {
  test.each<[string, string, string | RegExp, string]>([
    ['another Status', TASKS, 'APPROVED', 'IN PROGRESS'],
    ['a tick in a task', TASKS, '- [ ] boil', '- [x] boil'],
    ['Progress', TASKS, '- [ ] Task 1.', '- [x] (2026-11-20 10:00Z) Task 1.\n- [ ] (partial)'],
    ['white space', TASKS, 'The kettle stays.', 'The  kettle\n  stays.'],
    ['line ends', TASKS, /\n/g, '\r\n'],
    ['the Status of an ExecPlan without tasks', STEPS, 'APPROVED', 'IN PROGRESS'],
    ['a living section of one', STEPS, '## Plan of Work', '- Decision: no milk.\n\n## Plan of Work'],
    ['a risk of one', STEPS, 'None yet.', '- Risk: it gets cold.'],
    ['a tick of one', STEPS, '- [ ] Boil.', '- [x] Boil.'],
    ['a section on the Status of one', WITH_STATUS, 'Nobody has begun.', 'Half is done.'],
    ['a tick in the prose of one', WITH_STATUS, '- [ ] Clean up.', '- [x] Clean up.'],
  ])('with %s', (_, text, from, to) => {
    const after = text.replace(from, to);
    expect(after).not.toBe(text);
    expect(compare(text, after)).toEqual([]);
    expect(digestParts(read(after) ?? {})).toBe(digestParts(read(text) ?? {}));
  });
});

describe('change', () => {
  test.each<[string, string, string, string[]]>([
    [TASKS, 'Boil it.', 'Burn it.', ['task 1 has changed']],
    [TASKS, 'The kettle stays.', '', ['Constraints has changed']],
    [TASKS, 'at most 3', 'at most 30', ['Tolerances has changed']],
    [TASKS, '### Task 2: Pour', '### Task 3: Pour', ['task 3 is new', 'task 2 is gone']],
    [STEPS, 'then pour it', 'then drink it', ['the prose of the plan has changed']],
    [STEPS, 'Somebody wants', 'Nobody wants', ['the prose of the plan has changed']],
    [WITH_STATUS, 'Somebody wants', 'Nobody wants', ['the prose of the plan has changed']],
    [WITH_STATUS, 'Clean up.', 'Clear out.', ['the prose of the plan has changed']],
    [WITH_STATUS, '## Plan of Work', '## The status of Work', ['the prose of the plan has changed']],
  ])('%#', (text, from, to, changes) => {
    expect(compare(text, text.replace(from, to))).toEqual(changes);
    expect(digestParts(read(text.replace(from, to)) ?? {})).not.toBe(digestParts(read(text) ?? {}));
  });
});

test('names of tasks that objects have of themselves are names like others', () => {
  expect(describeChangedParts({}, { constructor: 'a' })).toEqual(['constructor is new']);
  expect(describeChangedParts({ toString: 'a' }, {})).toEqual(['toString is gone']);
});
