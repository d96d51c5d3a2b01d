import { fc, it as property } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { toPlainJson, toPlainLine } from '../../../src/artifacts/plain-text.ts';

const STEERS = /[^\P{Cc}\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u001b', '[', '3', 'm', ']', '\u0007', '\n', '\u009b', '\u202e'),
    fc.string(),
  ),
});

describe('a plain line', () => {
  it.each([
    [
      'plain text stays, also with accents, tabs and emoji: é\t👩‍💻',
      'plain text stays, also with accents, tabs and emoji: é\t👩‍💻',
    ],
    ['a\u001b[31mb\u001b[0m', 'ab'],
    ['a\u001b]0;title\u0007b', 'ab'],
    ['two\nlines\r', 'two lines '],
    ['bell\u0007 back\u0008 c1\u0085', 'bell  back  c1 '],
    ['turned \u202eround\u202c', 'turned  round '],
  ])('of %j', (text, plain) => {
    expect(toPlainLine(text)).toBe(plain);
  });

  property.prop([hostileText])('never steers a terminal', (text) => {
    expect(toPlainLine(text)).not.toMatch(STEERS);
  });
});

describe('plain JSON', () => {
  property.prop([fc.array(hostileText)])('never steers a terminal, and means the same', (value) => {
    const json = toPlainJson(JSON.stringify(value));
    expect(json).not.toMatch(STEERS);
    expect(JSON.parse(json)).toEqual(value);
  });
});
