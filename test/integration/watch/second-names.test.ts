import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileGlobs } from '../../../src/watch/globs.ts';
import { scanFiles } from '../../../src/watch/scan.ts';
import { makeFolder } from '../../support/repository.ts';

const GLOBS = compileGlobs(['docs/plans/**/*.md']);

function makePlans(): string {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans/old'), { recursive: true });
  writeFileSync(join(root, 'docs/plans/tea.md'), '# Tea\n');
  writeFileSync(join(root, 'elsewhere.md'), '# Elsewhere\n');
  return root;
}

async function scan(root: string): Promise<{ paths: string[]; told: string[] }> {
  const { files, problems } = await scanFiles(root, GLOBS);
  return {
    paths: files.map(({ path }) => path),
    told: problems.map(({ path, message }) => `${path}: ${message}`).toSorted(),
  };
}

test('a plan is read once, by its own name, whatever links lead to it', async () => {
  const root = makePlans();
  symlinkSync('tea.md', join(root, 'docs/plans/a-link.md'));
  symlinkSync('..', join(root, 'docs/plans/old/up'));
  symlinkSync('../plans', join(root, 'docs/plans-too'));
  expect(await scan(root)).toEqual({
    paths: ['docs/plans/tea.md'],
    told: ['docs/plans/a-link.md: this symbolic link leads to docs/plans/tea.md, which is read already'],
  });
});

test('of links alone to one file the first is read', async () => {
  const root = makePlans();
  symlinkSync('../../elsewhere.md', join(root, 'docs/plans/two.md'));
  symlinkSync('../../elsewhere.md', join(root, 'docs/plans/one.md'));
  expect(await scan(root)).toEqual({
    paths: ['docs/plans/one.md', 'docs/plans/tea.md'],
    told: ['docs/plans/two.md: this symbolic link leads to docs/plans/one.md, which is read already'],
  });
});

test('a file that only shares its bytes with another is one of its own', async () => {
  const root = makePlans();
  linkSync(join(root, 'docs/plans/tea.md'), join(root, 'docs/plans/copy.md'));
  expect(await scan(root)).toEqual({ paths: ['docs/plans/copy.md', 'docs/plans/tea.md'], told: [] });
});
