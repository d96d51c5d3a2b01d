import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../support/repository.ts';
import { recordFeed } from './feed-recorder.ts';

const PLAN = 'docs/plans/a.md';

function setOpenFileLimit(limit: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${limit}:`]);
}

/** Opens files until the process may open no more; returns what closes them again. */
function takeAllOpenFiles(): () => void {
  const taken: number[] = [];
  const release = (): void => {
    for (const file of taken.splice(0)) closeSync(file);
  };
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    return release;
  }
}

// A process of its own: the limit is that of the whole process, and no watch may have been taken before.
test.runIf(process.platform === 'linux')('without events the feed says so once and scans', async () => {
  const limits = execFileSync('prlimit', [
    '--pid',
    String(process.pid),
    '--nofile',
    '-o',
    'SOFT',
    '--noheadings',
  ]);
  onTestFinished(() => setOpenFileLimit(String(limits).trim()));
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  writeFileSync(join(root, PLAN), 'one');

  setOpenFileLimit('200');
  const release = takeAllOpenFiles();
  onTestFinished(release);
  const { problems, until, untilTexts } = await recordFeed(root, { scanEveryMs: 40 });
  await until(() => problems.some((problem) => problem.includes('looking regularly instead')));
  release();
  await untilTexts({ [PLAN]: 'one' });
  writeFileSync(join(root, PLAN), 'two');
  await untilTexts({ [PLAN]: 'two' });
  expect(problems.filter((problem) => problem.includes('no file events'))).toHaveLength(1);
});
