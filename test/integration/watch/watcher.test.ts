import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compileGlobs } from '../../../src/watch/globs.ts';
import { scanFiles } from '../../../src/watch/scan.ts';
import { type FolderWatcher, watchFolders } from '../../../src/watch/watcher.ts';
import { makeFolder } from '../../support/repository.ts';

const PATTERNS = ['docs/plans/*.md', '.workflow/.team/*/artifacts/solutions/*.json'];

async function watch(
  root: string,
  patterns = PATTERNS,
): Promise<{ watcher: FolderWatcher; check: () => Promise<void>; hints: () => number }> {
  const globs = compileGlobs(patterns);
  let hints = 0;
  const watcher = watchFolders(root, { onHint: () => (hints += 1), onDegraded: () => undefined });
  onTestFinished(() => watcher.close());
  const check = async (): Promise<void> =>
    watcher.check({ globs, folders: (await scanFiles(root, globs)).folders });
  await check();
  return { watcher, check, hints: () => hints };
}

/** How many files and folders the kernel watches for this process. */
function countWatches(): number {
  return readdirSync('/proc/self/fdinfo')
    .flatMap((fd) => readIfThere(`/proc/self/fdinfo/${fd}`).split('\n'))
    .filter((line) => line.startsWith('inotify ')).length;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test.runIf(process.platform === 'linux')(
  'only folders that can hold an artifact are watched, and no file',
  async () => {
    const root = makeFolder();
    for (const folder of [
      'docs/plans',
      'docs/other',
      '.workflow/.team/red/artifacts/solutions',
      '.git/objects',
    ]) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (let folder = 0; folder < 200; folder += 1) {
      mkdirSync(join(root, `src/f${folder}`), { recursive: true });
      for (let file = 0; file < 10; file += 1) writeFileSync(join(root, `src/f${folder}/${file}.ts`), '');
    }
    for (let file = 0; file < 100; file += 1) writeFileSync(join(root, `docs/plans/${file}.md`), '');
    const before = countWatches();
    const { watcher } = await watch(root);
    // The top, docs, docs/plans, .workflow and the four folders below it.
    expect(countWatches() - before).toBe(8);
    await watcher.close();
    expect(countWatches()).toBe(before);
  },
);

test.runIf(process.platform === 'linux')(
  'a pattern of any depth takes one watch for a folder, none for a file',
  async () => {
    const root = makeFolder();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    mkdirSync(join(root, 'node_modules/x'), { recursive: true });
    for (let file = 0; file < 20; file += 1) writeFileSync(join(root, `a/b/${file}.md`), '');
    const before = countWatches();
    await watch(root, ['**/*.md']);
    expect(countWatches() - before).toBe(3);
  },
);

test('a folder made anew in the same place is watched anew, an unchanged one is left alone', async () => {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  const { check, hints } = await watch(root);
  const before = hints();
  await check();
  expect(hints()).toBe(before);
  rmSync(join(root, 'docs/plans'), { recursive: true });
  mkdirSync(join(root, 'docs/plans'));
  await check();
  const renewed = hints();
  expect(renewed).toBeGreaterThan(before);
  writeFileSync(join(root, 'docs/plans/a.md'), '');
  await expect.poll(hints).toBeGreaterThan(renewed);
});

test('what happens beside the artifacts gives no hint', async () => {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  const { hints } = await watch(root);
  const before = hints();
  writeFileSync(join(root, 'notes.txt'), '');
  writeFileSync(join(root, 'docs/plans/notes.txt'), '');
  mkdirSync(join(root, 'build'));
  // The events come in order, so when this one has come the others have been passed over.
  writeFileSync(join(root, 'docs/plans/a.md'), '');
  await expect.poll(hints).toBeGreaterThan(before);
  expect(hints() - before).toBeLessThanOrEqual(3);
});
