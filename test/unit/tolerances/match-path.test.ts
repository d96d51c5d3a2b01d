import { fc } from '../../support/property.ts';
import { expect, test } from 'vitest';
import { matchesPath } from '../../../src/tolerances/match-path.ts';
import { expectQuick } from '../../support/expect-quick.ts';

test.each<[string, string, boolean]>([
  ['src/tea.ts', 'src/tea.ts', true],
  ['./src/tea.ts', 'src/tea.ts', true],
  ['src/tea.ts', 'lib/src/tea.ts', false],
  ['src', 'src/tea.ts', true],
  ['src/', 'src/hot/tea.ts', true],
  ['src/', 'src', false],
  ['src', 'srcs/tea.ts', false],
  ['auth', 'app/auth/login.ts', true],
  ['package.json', 'a/package.json', true],
  ['*.proto', 'api/v1/tea.proto', true],
  ['*.proto', 'api/v1/tea.proto.md', false],
  ['src/*.ts', 'src/tea.ts', true],
  ['src/*.ts', 'src/hot/tea.ts', false],
  ['src/**/*.ts', 'src/hot/tea.ts', true],
  ['src/**/*.ts', 'src/tea.ts', true],
  ['**/migrations/**', 'db/migrations/1.sql', true],
  ['**/migrations/**', 'db/migrations.sql', false],
  ['{auth,pay}/**', 'pay/x.ts', true],
  ['{auth,pay}/**', 'play/x.ts', false],
  ['te?.ts', 'tea.ts', true],
  ['.github', '.github/workflows/ci.yml', true],
  ['**', 'anything/at/all', true],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matchesPath(pattern, path)).toBe(expected);
});

const name = fc.stringMatching(/^[a-c.]{1,4}$/).filter((text) => !/^\.+$/.test(text));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

test('a path means itself and all below it, and stars are any names', () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      expect(matchesPath(one, one)).toBe(true);
      expect(matchesPath(one, `${one}/${other}`)).toBe(true);
      expect(matchesPath(`**/${other}`, `${one}/${other}`)).toBe(true);
      expect(matchesPath(`${one}/**`, `${one}/${other}`)).toBe(true);
    }),
  );
});

test('no pattern takes long', () => {
  expectQuick(() => matchesPath('*a'.repeat(100), 'a'.repeat(4_000)));
  expectQuick(() => matchesPath('**/'.repeat(100), 'a/'.repeat(2_000)));
  expectQuick(() => matchesPath('{a,b}'.repeat(60), 'a'.repeat(60)));
});
