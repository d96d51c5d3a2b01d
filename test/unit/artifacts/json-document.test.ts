import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { parseJson } from '../../../src/artifacts/json-document.ts';

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('reading JSON with positions', () => {
  test.prop([
    fc.json({ maxDepth: 5 }),
    fc.nat(),
    fc.constantFrom('', ',', '}', ']', '"', '\\', '1', ' ', '\n', 'e', '-'),
  ])('accepts exactly what JSON.parse accepts, also after a random edit', (json, at, edit) => {
    const place = at % (json.length + 1);
    for (const text of [json, json.slice(0, place) + edit + json.slice(place), json.slice(0, place)]) {
      expect(parseJson(text).ok).toBe(accepts(text));
    }
  });

  test.prop([fc.jsonValue()])('gives the value of JSON.parse', (value) => {
    const parsed = parseJson(JSON.stringify(value, null, 2));
    expect(parsed.ok && parsed.value.value).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('finds a value by its path, or the nearest one around it', () => {
    const text = '{"a": [1, {"b": "x"}]}';
    const parsed = parseJson(text);
    const rest = (...path: (string | number)[]) => parsed.ok && text.slice(parsed.value.find(path));
    expect(rest('a', 1, 'b')).toBe('"x"}]}');
    expect(rest('a', 0)).toBe('1, {"b": "x"}]}');
    expect(rest('a', 1, 'c')).toBe('{"b": "x"}]}');
    expect(rest()).toBe(text);
  });

  test.each([
    ['{"a": 1,}', 8, 'key'],
    ['{"a" 1}', 5, 'colon'],
    ['[1 2]', 3, 'comma'],
    ['{"a": "b\nc"}', 8, 'line end'],
    ['{"a": "b', 6, 'closing quote'],
    ['{"a": "\\x"}', 7, 'backslash'],
    ['{"a": tru}', 6, 'value'],
    ['{}x', 2, 'end'],
    ['', 0, 'ends'],
    ["{'a': 1}", 1, 'double quotes'],
  ])('%j stops at %i', (text, offset, word) => {
    expect(parseJson(text)).toMatchObject({
      ok: false,
      failure: { offset, message: expect.stringContaining(word) },
    });
  });

  test('nesting without end is refused', () => {
    expect(parseJson('['.repeat(200_000))).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('nested') },
    });
    expect(parseJson('{"a":'.repeat(100_000))).toMatchObject({ ok: false });
  });
});
