import { describe, expect, test } from 'vitest';
import { readJsonSource } from '../../../src/artifacts/json-source.ts';

/** What is told of a text: its value, or what is wrong with it. */
function tell(text: string): unknown {
  const read = readJsonSource(text);
  const told = read.ok ? read.value.diagnostics : read.failure;
  const lines = told.map(({ rule, line, column }) => `${rule} ${line}:${column}`);
  return read.ok ? [read.value.value, ...lines] : lines;
}

// Text as programs write it is read on a shorter way, which must not see less.
describe('JSON without white space', () => {
  test.each<[string, string, unknown]>([
    ['is read', '{"a":[1,"b",null]}', [{ a: [1, 'b', null] }]],
    ['with a key twice is told', '{"a":1,"a":2}', [{ a: 2 }, 'repeated-key 1:8']],
    ['with a key that means inheritance is refused', '{"__proto__":1}', ['forbidden-key 1:2']],
    ['with that key in other letters is refused', '{"\\u005f_proto__":1}', ['forbidden-key 1:2']],
    ['that is cut off is refused', '{"a":[1', ['not-json 1:8']],
    ['that is too deep is refused', `${'['.repeat(102)}${']'.repeat(102)}`, ['not-json 1:102']],
    ['with a mark before it is read', '\uFEFF{"a":1}', [{ a: 1 }]],
  ])('%s', (_, text, expected) => {
    expect(tell(text)).toEqual(expected);
  });

  test('knows where its parts stand', () => {
    const read = readJsonSource('{"a":[1,"b"]}');
    expect(read.ok && read.value.locate(['a', 1])).toEqual({ line: 1, column: 9 });
  });
});
