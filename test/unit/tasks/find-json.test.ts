import { describe, expect, test } from 'vitest';
import { findEndObject, listJsonValues } from '../../../src/tasks/find-json.ts';
import { expectQuick } from '../../support/expect-quick.ts';

describe('the values in a message', () => {
  test.each<[string, unknown[]]>([
    ['{"a":1}', [{ a: 1 }, { a: 1 }]],
    [' [1] ', [[1]]],
    ['no more', []],
    ['so: {"a":1} and {"b":[1,2,3]}.', [{ b: [1, 2, 3] }, { a: 1 }]],
    [
      '{"a":"}{","b":"\\"}"}',
      [
        { a: '}{', b: '"}' },
        { a: '}{', b: '"}' },
      ],
    ],
    ['{ never closed, {"a":{"b":2}}', [{ a: { b: 2 } }]],
    ['{not json} {"a":1}', [{ a: 1 }]],
  ])('%j', (message, values) => expect(listJsonValues(message)).toEqual(values));
});

describe('the object that a message ends with', () => {
  test.each<[string, string | undefined]>([
    ['{"a":1}', '{"a":1}'],
    ['first {"a":1}, then {"b":2}\n\n', '{"b":2}'],
    ['```json\n{"a":1}\n```\n', '{"a":1}'],
    ['````\n{"a":1}\n````', '{"a":1}'],
    ['{"a":1}\n```\nand more', undefined],
    ['{"a":1} and more', undefined],
    ['nothing', undefined],
    ['', undefined],
    ['{"a":1', undefined],
  ])('%j', (message, end) => expect(findEndObject(message)).toBe(end));
});

test('a model that writes nothing but braces keeps nobody waiting', () => {
  for (const part of ['{', '{"', '{ }{ ', '}{']) {
    expectQuick(() => listJsonValues(part.repeat(500_000)), part);
    expectQuick(() => findEndObject(part.repeat(500_000)), part);
  }
});
