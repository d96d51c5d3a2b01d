import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { PUSH_BACK_CASES, readPushBack } from '../../../src/tasks/push-back.ts';

const block = (json: unknown): string =>
  `\`\`\`planex-push-back\n${typeof json === 'string' ? json : JSON.stringify(json, null, 2)}\n\`\`\`\n`;
const question = { case: 'underspecified', question: 'Which database?', options: ['SQLite', 'Postgres'] };

describe('an executor that pushes back', () => {
  test.each(PUSH_BACK_CASES)('%s', (name) => {
    const answer = `I read the plan.\n\n${block({ ...question, case: name })}\nThat is all.`;
    expect(readPushBack(answer)).toEqual({ pushBack: { ...question, case: name } });
  });

  test('options may be left out', () => {
    const { pushBack } = readPushBack(block({ case: 'conflicting', question: 'A or B?' }));
    expect(pushBack).toEqual({ case: 'conflicting', question: 'A or B?', options: [] });
  });

  test('a longer fence holds code in the question', () => {
    const text = `\`\`\`\`planex-push-back\n${JSON.stringify({ ...question, question: 'Is ```js meant?' })}\n\`\`\`\``;
    expect(readPushBack(text).pushBack?.question).toBe('Is ```js meant?');
  });
});

describe('an answer that only looks like it', () => {
  test.each([
    ['nothing', ''],
    ['prose', 'This is underspecified. {"case":"underspecified","question":"?"}'],
    ['the name alone', 'No planex-push-back was needed.'],
    ['another block', '```json\n{"case":"underspecified","question":"?"}\n```'],
    ['a quote', block(question).replace(/^/gm, '> ')],
    ['a list', `- so:\n${block(question).replace(/^/gm, '  ')}`],
    ['an example inside a block', `\`\`\`\`md\n${block(question)}\`\`\`\``],
    ['indented code', block(question).replace(/^/gm, '    ')],
  ])('%s is none', (_, answer) => {
    expect(readPushBack(answer)).toEqual({});
  });

  test.each([
    ['no JSON', block('case: underspecified'), 'it holds no JSON'],
    ['an empty block', block(''), 'it holds no JSON'],
    ['an unknown case', block({ ...question, case: 'tired' }), 'case'],
    ['no question', block({ case: 'unbounded', question: '  ' }), 'question'],
    ['an unknown key', block({ ...question, approve: true }), 'approve'],
    ['options that are no list', block({ ...question, options: 'SQLite' }), 'options'],
    ['a list', block([question]), 'expected object'],
    [
      'two blocks',
      block(question) + block({ ...question, question: 'And which port?' }),
      'there are 2 of them',
    ],
  ])('%s is none, with a warning', (_, answer, why) => {
    const reading = readPushBack(answer);
    expect(reading).not.toHaveProperty('pushBack');
    expect(reading.warning).toContain(why);
  });

  property.prop([fc.string(), fc.string()])('any text is read without an error', (before, inside) => {
    const reading = readPushBack(`${before}\n${block(inside)}`);
    expect(reading).not.toHaveProperty('pushBack');
  });
});
