import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { recordFeed } from './feed-recorder.ts';

const PLAN = 'docs/plans/a.md';
const OUTSIDE = 'docs/plans/link.md: this symbolic link leads out of the repository';

function makeTree(): string {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  writeFileSync(join(root, PLAN), 'old');
  return root;
}

describe.each([
  ['with events', true],
  ['by scanning alone', false],
])('%s', (_, events) => {
  const options = { events, settleMs: 40, scanEveryMs: 20 };

  test('folders made after the start are found, one inside the other', async () => {
    const root = makeFolder();
    const { untilTexts } = await recordFeed(root, options);
    mkdirSync(join(root, 'docs/plans'), { recursive: true });
    writeFileSync(join(root, PLAN), 'one');
    await untilTexts({ [PLAN]: 'one' });
    writeFileSync(join(root, PLAN), 'two');
    await untilTexts({ [PLAN]: 'two' });
  });

  test('a folder renamed away and back', async () => {
    const root = makeTree();
    const { untilTexts } = await recordFeed(root, options);
    renameSync(join(root, 'docs'), join(root, 'docs-away'));
    await untilTexts({});
    renameSync(join(root, 'docs-away'), join(root, 'docs'));
    await untilTexts({ [PLAN]: 'old' });
    writeFileSync(join(root, PLAN), 'new');
    await untilTexts({ [PLAN]: 'new' });
  });

  test('a folder deleted and made again at once, twenty times', async () => {
    const root = makeTree();
    const { handedOver, untilTexts } = await recordFeed(root, options);
    for (let round = 0; round < 20; round += 1) {
      rmSync(join(root, 'docs/plans'), { recursive: true });
      mkdirSync(join(root, 'docs/plans'));
      writeFileSync(join(root, PLAN), `round ${round}`);
      await untilTexts({ [PLAN]: `round ${round}` });
      // The folder in its new place is still seen.
      writeFileSync(join(root, PLAN), `again ${round}`);
      await untilTexts({ [PLAN]: `again ${round}` });
    }
    expect(handedOver).not.toContainEqual({});
  });

  test('a switch to a branch without the folder and back', async () => {
    const repository = makeRepository();
    repository.git('switch', '--quiet', '-c', 'plans');
    repository.commit({ [PLAN]: 'plan' });
    const { untilTexts } = await recordFeed(repository.path, options);
    for (let round = 0; round < 3; round += 1) {
      repository.git('switch', '--quiet', 'main');
      repository.git('switch', '--quiet', 'plans');
      repository.write(PLAN, `edit ${round}`);
      await untilTexts({ [PLAN]: `edit ${round}` });
      repository.git('checkout', '--quiet', '--', PLAN);
      await untilTexts({ [PLAN]: 'plan' });
    }
  });

  test('a link is followed inside the repository, told and refused outside', async () => {
    const root = makeTree();
    const link = join(root, 'docs/plans/link.md');
    const outside = join(makeFolder(), 'secret.md');
    writeFileSync(outside, 'secret');
    writeFileSync(join(root, 'inside.md'), 'inside');
    symlinkSync('../../inside.md', link);
    const { problems, until, untilTexts } = await recordFeed(root, options);
    await untilTexts({ [PLAN]: 'old', 'docs/plans/link.md': 'inside' });
    symlinkSync(outside, `${link}.new`);
    renameSync(`${link}.new`, link);
    await until(() => problems.includes(OUTSIDE));
    unlinkSync(link);
    await untilTexts({ [PLAN]: 'old' });
    expect(problems).toEqual([OUTSIDE]);
  });

  test('what is not a file of the right size is not read', async () => {
    const root = makeTree();
    const { untilTexts } = await recordFeed(root, options);
    execFileSync('mkfifo', [join(root, 'docs/plans/pipe.md')]);
    mkdirSync(join(root, 'docs/plans/folder.md'));
    writeFileSync(join(root, 'docs/plans/large.md'), 'x'.repeat(512 * 1024 + 1));
    writeFileSync(join(root, 'docs/plans/fits.md'), 'x'.repeat(512 * 1024));
    await untilTexts({
      [PLAN]: 'old',
      'docs/plans/large.md': '<too-large>',
      'docs/plans/fits.md': 'x'.repeat(512 * 1024),
    });
  });

  test('new patterns count from the next look on', async () => {
    const root = makeTree();
    let patterns = ['docs/plans/*.md'];
    const { feed, untilTexts } = await recordFeed(root, { ...options, patterns: () => patterns });
    mkdirSync(join(root, 'notes'));
    writeFileSync(join(root, 'notes/b.md'), 'b');
    patterns = ['notes/*.md'];
    feed.nudge();
    await untilTexts({ 'notes/b.md': 'b' });
    writeFileSync(join(root, 'notes/b.md'), 'c');
    await untilTexts({ 'notes/b.md': 'c' });
  });
});

test('links that lead round in circles end', async () => {
  const root = makeTree();
  symlinkSync('..', join(root, 'docs/plans/up'));
  const { handedOver } = await recordFeed(root, { patterns: () => ['**/*.md'] });
  expect(handedOver).toEqual([{ [PLAN]: 'old' }]);
});
