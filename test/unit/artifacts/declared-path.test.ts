import { describe, expect, test } from 'vitest';
import { readDeclaredPath } from '../../../src/artifacts/declared-path.ts';

describe('a path', () => {
  test.each([
    ['src/pot.ts', 'src/pot.ts'],
    ['  src/pot.ts ', 'src/pot.ts'],
    ['./src//pot.ts', 'src/pot.ts'],
    ['src/', 'src/'],
    ['src\\tea\\pot.ts', 'src/tea/pot.ts'],
    ['src\\tea\\', 'src/tea/'],
    ['src/../lid.ts', 'lid.ts'],
    ['src/pot.ts:10', 'src/pot.ts'],
    ['src/pot.ts:10-200', 'src/pot.ts'],
    ['src/pot.ts:10–20', 'src/pot.ts'],
    ['src/pot.ts:10:5', 'src/pot.ts'],
    ['src/pot.ts:10, 25-30', 'src/pot.ts'],
    ['src/pot.ts#L3', 'src/pot.ts'],
    ['src/pot.ts#L31-L425', 'src/pot.ts'],
    ['docs/my tea pot.md', 'docs/my tea pot.md'],
    ['docs/my    tea pot.md', 'docs/my    tea pot.md'],
    ['.gitignore', '.gitignore'],
    ['.github/workflows/tea.yml', '.github/workflows/tea.yml'],
    ['Makefile', 'Makefile'],
    ['a'.repeat(1_024), 'a'.repeat(1_024)],
  ])('%j is %j', (written, path) => {
    expect(readDeclaredPath(written)).toEqual({ kind: 'path', path });
  });
});

describe('a path that a task may never write', () => {
  test.each([
    ['/etc/passwd', 'the path "/etc/passwd" is not relative to the top of the repository'],
    ['~/tea', 'the path "~/tea" is not relative to the top of the repository'],
    ['C:\\tea', 'the path "C:\\tea" is not relative to the top of the repository'],
    ['file:///tea', 'the path "file:///tea" is not relative to the top of the repository'],
    ['../tea.ts', 'the path "../tea.ts" leads out of the repository'],
    ['src/../../tea.ts', 'the path "src/../../tea.ts" leads out of the repository'],
    ['src\\..\\..\\tea.ts', 'the path "src\\..\\..\\tea.ts" leads out of the repository'],
    ['..', 'the path ".." leads out of the repository'],
    ['.git/config', 'the path ".git/config" leads into Git\'s own folder'],
    ['tea/.GIT/hooks/pre-commit', 'the path "tea/.GIT/hooks/pre-commit" leads into Git\'s own folder'],
    ['.git./config', 'the path ".git./config" leads into Git\'s own folder'],
    ['/tea\n  pot', 'the path "/tea pot" is not relative to the top of the repository'],
    [`/${'a'.repeat(100)}`, `the path "/${'a'.repeat(78)}…" is not relative to the top of the repository`],
  ])('%j', (written, message) => {
    expect(readDeclaredPath(written)).toEqual({ kind: 'forbidden', message });
  });
});

describe('what names no file', () => {
  test.each([
    '',
    '.',
    './',
    'src/**/*.ts',
    '<pot>.ts',
    'src/{pot,lid}.ts',
    'a.ts, b.ts',
    'a.ts; b.ts',
    'src/...',
    '$HOME/tea.ts',
    'see the docs',
    'pot.ts - the pot.ts',
    'one two three four five.ts',
    'one   two   three   four   five.ts',
    'a\u0007.ts',
  ])('%j', (written) => {
    const bare = written.trim();
    expect(readDeclaredPath(written)).toEqual({
      kind: 'unclear',
      message: `"${bare.replace(/\s+/g, ' ')}" does not name a file`,
    });
  });

  test('a text that is too long', () => {
    expect(readDeclaredPath('a'.repeat(1_025))).toEqual({
      kind: 'unclear',
      message: 'this is too long for a path',
    });
  });
});
