import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../../src/find-program.ts';
import { formatLaunchdPlist } from '../../../src/startup/launchd-plist.ts';
import type { StartEntry } from '../../../src/startup/start-entry.ts';
import { formatSystemdUnit } from '../../../src/startup/systemd-unit.ts';
import { makeFolder } from '../../support/repository.ts';

/** An entry whose paths hold all that a quoting could trip over. */
function makeAwkwardEntry(end = ''): StartEntry {
  const home = join(makeFolder(), `50% of "it" $HOME 'is' a\\b <&> ü${end}`);
  mkdirSync(home);
  const node = join(home, 'node');
  writeFileSync(node, '#!/bin/sh\n');
  chmodSync(node, 0o755);
  return {
    node,
    program: join(home, 'planex.js'),
    home,
    repositoryId: '0123456789abcdef',
    env: { PATH: `${home}:/usr/bin` },
  };
}

test.runIf(findProgram('systemd-analyze', process.env)).each([
  ['', ''],
  ['after a backslash at its end', '\\'],
  ['after a space at its end', ' '],
])('systemd takes the unit as it is %s', (_, end) => {
  const unit = join(makeFolder(), 'planex-it.service');
  const entry = makeAwkwardEntry(end);
  const text = formatSystemdUnit(entry);
  writeFileSync(unit, text);
  // What is at the end of a line is lost without a word.
  const folder = /^WorkingDirectory=(.*)$/m.exec(text)?.[1] ?? '';
  expect(resolve(folder.trimEnd())).toBe(entry.home.replace('%', '%%'));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['--user', 'verify', unit], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: makeFolder() },
  });
  expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
});

test.runIf(findProgram('plutil', process.env))('launchd takes the agent as it is', () => {
  const file = join(makeFolder(), 'planex-it.plist');
  writeFileSync(file, formatLaunchdPlist(makeAwkwardEntry(), 'planex-it', '/tmp/out'));
  expect(spawnSync('plutil', ['-lint', file], { encoding: 'utf8' })).toMatchObject({ status: 0 });
});
