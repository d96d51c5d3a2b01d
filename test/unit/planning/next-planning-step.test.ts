import { describe, expect, test } from 'vitest';
import { listReplies, nextPlanningStep } from '../../../src/planning/next-planning-step.ts';
import type { PlannerAnswer, Planning } from '../../../src/planning/planning-record.ts';
import { plannedAs } from '../../support/planned.ts';

const AT = '2026-11-20T12:00:00.000Z';
const GOOD = plannedAs({ title: 'Greet', files: ['greeting.txt'] });
const ASKS = `Which one?

\`\`\`planex-push-back
{ "case": "underspecified", "question": "Which greeting?", "options": ["Hi", "Hello"] }
\`\`\`
`;

function answer(text: string, reply?: string): PlannerAnswer {
  return { text, backend: 'codex', at: AT, ...(reply === undefined ? {} : { reply }) };
}

function planning(...answers: PlannerAnswer[]): Planning {
  return { version: 1, issueId: 'ISS-1', title: 'Greet', request: 'Greet whoever comes', at: AT, answers };
}

describe('what is next for an issue without a solution', () => {
  test.each<[string, PlannerAnswer[], string]>([
    ['nobody was asked', [], 'ask'],
    ['a good solution', [answer(GOOD)], 'place'],
    ['an answer that is none', [answer('I would greet.')], 'repair'],
    ['none after a repair either', [answer('I would greet.'), answer('Really.')], 'give-up'],
    ['a good one after a repair', [answer('I would greet.'), answer(GOOD)], 'place'],
    ['a question', [answer(ASKS)], 'wait'],
    ['a question after a repair', [answer('No.'), answer(ASKS)], 'wait'],
    ['a question that was answered', [answer(ASKS, 'Hi')], 'ask'],
    ['a bad answer after a reply', [answer(ASKS, 'Hi'), answer('No.')], 'repair'],
    ['a bad answer before and after a reply', [answer('No.'), answer(ASKS, 'Hi'), answer('No.')], 'repair'],
    ['a good one after a reply', [answer(ASKS, 'Hi'), answer(GOOD)], 'place'],
    ['a question after a reply', [answer(ASKS, 'Hi'), answer(ASKS)], 'wait'],
    ['a question beside a solution', [answer(`${GOOD}\n${ASKS}`)], 'wait'],
  ])('%s: %s', (_what, answers, step) => {
    expect(nextPlanningStep(planning(...answers)).do).toBe(step);
  });

  test('the same answers always give the same bytes', () => {
    const first = nextPlanningStep(planning(answer(GOOD)));
    expect(first).toEqual(nextPlanningStep(planning(answer(GOOD))));
    expect(first).toMatchObject({ solution: { tasks: [{ title: 'Greet' }] } });
  });

  test('a repair is told all that is wrong with the answer', () => {
    const step = nextPlanningStep(planning(answer('{"tasks":[{"title":7}]}')));
    expect(step).toMatchObject({ do: 'repair', answer: '{"tasks":[{"title":7}]}' });
    expect(step.do === 'repair' && step.problems.join('\n')).toMatch(/title/);
  });

  test('replies are told with their questions, oldest first', () => {
    const asked = planning(answer(ASKS, 'Hi'), answer('No.'), answer(ASKS, 'Hello'), answer(GOOD));
    expect(listReplies(asked)).toEqual([
      { question: 'Which greeting?', reply: 'Hi' },
      { question: 'Which greeting?', reply: 'Hello' },
    ]);
  });
});
