import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { openDaemonLog } from '../../../src/logging/daemon-log.ts';
import { makeFolder } from '../../support/repository.ts';

function readLines(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('lines from the level on are written as JSON with time and detail, for the owner only', () => {
  const file = join(makeFolder(), 'daemon.log');
  const log = openDaemonLog(file, 'warn');
  log.debug('no');
  log.info('no');
  log.warn('low on space', { bytes: 5 });
  log.error('failed', { err: new Error('why') });
  log.close();
  expect(readLines(file)).toMatchObject([
    {
      level: 40,
      msg: 'low on space',
      bytes: 5,
      pid: process.pid,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    },
    { level: 50, msg: 'failed', err: { message: 'why', stack: expect.any(String) } },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that is full is put aside when the log is opened', () => {
  const file = join(makeFolder(), 'daemon.log');
  writeFileSync(file, 'x'.repeat(100));
  openDaemonLog(file, 'info', 101).close();
  expect(existsSync(`${file}.1`)).toBe(false);
  const log = openDaemonLog(file, 'info', 100);
  log.info('fresh');
  log.close();
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('x'.repeat(100));
  expect(readLines(file)).toMatchObject([{ msg: 'fresh' }]);
});

test('the last line before an early exit is not lost', async () => {
  const folder = makeFolder();
  const file = join(folder, 'daemon.log');
  await build({
    stdin: {
      contents: `import { openDaemonLog } from './daemon-log.ts';
        openDaemonLog(${JSON.stringify(file)}).info('last words');
        process.exit(0);`,
      resolveDir: join(import.meta.dirname, '../../../src/logging'),
      loader: 'ts',
    },
    outfile: join(folder, 'program.cjs'),
    bundle: true,
    platform: 'node',
  });
  execFileSync(process.execPath, [join(folder, 'program.cjs')]);
  expect(readLines(file)).toMatchObject([{ msg: 'last words' }]);
});

test('a disk that takes no more does not end the daemon', async () => {
  if (!existsSync('/dev/full')) return;
  const log = openDaemonLog('/dev/full');
  for (let count = 0; count < 3; count += 1) log.error('lost');
  await new Promise((resolve) => setImmediate(resolve));
  log.close();
});
