import { describe, expect, test } from 'vitest';
import { compileGlobs } from '../../../src/watch/globs.ts';

const defaults = ['docs/plans/*.md', 'docs/issues/*.json', '.workflow/.team/*/artifacts/solutions/*.json'];

describe('compileGlobs', () => {
  test.each([
    [defaults, 'docs/plans/2026-01-01-login.md', true],
    [defaults, 'docs/plans/README.md', true],
    [defaults, 'docs/plans/old/a.md', false],
    [defaults, 'docs/plans/.#a.md', false],
    [defaults, 'docs/plans/a.md~', false],
    [defaults, 'docs/plans/a.md.tmp', false],
    [defaults, 'docs/plans/[x] (1).md', true],
    [defaults, 'docs/issues/ISS-1.json', true],
    [defaults, '.workflow/.team/red/artifacts/solutions/s.json', true],
    [defaults, '.workflow/.team/red/s.json', false],
    [['**/*.md'], 'a/b/c.md', true],
    [['**/*.md'], 'node_modules/x/README.md', false],
    [['**/*.md'], '.git/x.md', false],
    [['**/*.md'], '.hidden/x.md', false],
    [['*/*.md'], 'node_modules/x.md', false],
    [['node_modules/x/*.md'], 'node_modules/x/a.md', true],
    [['docs/{plans,issues}/*.md'], 'docs/issues/a.md', true],
    [['docs/{plans,deep/er}/*.md'], 'docs/deep/er/a.md', true],
    [['.planexrc'], '.planexrc', true],
    [['./docs/*.md'], 'docs/a.md', true],
    [[], 'a.md', false],
  ])('%j and the file %s: %s', (patterns, path, expected) => {
    expect(compileGlobs(patterns).matches(path)).toBe(expected);
  });

  test.each([
    [defaults, '', true],
    [defaults, 'docs', true],
    [defaults, 'docs/plans', true],
    [defaults, 'docs/plans/old', false],
    [defaults, 'docs/other', false],
    [defaults, 'src', false],
    [defaults, '.workflow/.team/red/artifacts', true],
    [defaults, '.workflow/.team/.red', false],
    [['**/*.md'], 'a/b', true],
    [['**/*.md'], 'a/node_modules', false],
    [['**/*.md'], '.git', false],
    [['**/plans/*.md'], 'a/b', true],
    [['docs/{a,b/c}/*.md'], 'docs/b/c', true],
    [['.planexrc'], 'src', false],
    [[], '', false],
  ])('%j and the folder %s: %s', (patterns, folder, expected) => {
    expect(compileGlobs(patterns).mayHold(folder)).toBe(expected);
  });
});

test('a pattern begins with the folders that it names', () => {
  const globs = compileGlobs(['docs/plans/**/*.md', '.workflow/{a/b,c}/*.json']);
  expect(['', 'docs', 'docs/plans', '.workflow'].map((folder) => globs.beginsWith(folder))).not.toContain(
    false,
  );
  expect(['docs/plans/a', 'plans', '.workflow/c'].map((one) => globs.beginsWith(one))).toEqual([
    false,
    false,
    false,
  ]);
});
