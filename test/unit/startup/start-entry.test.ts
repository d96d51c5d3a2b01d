import { describe, expect, test } from 'vitest';
import { formatLaunchdPlist } from '../../../src/startup/launchd-plist.ts';
import { nameEntry, pickEnvironment, type StartEntry } from '../../../src/startup/start-entry.ts';
import { formatSystemdUnit } from '../../../src/startup/systemd-unit.ts';

const ENTRY: StartEntry = {
  node: '/opt/node 20/bin/node',
  program: '/opt/50% "off" $HOME/planex.js',
  home: '/home/ada/my work/50% tea',
  repositoryId: '0123456789abcdef',
  env: { PATH: '/usr/bin:/home/a & b/<bin>' },
};

describe('the name of an entry', () => {
  test.each([
    ['/home/ada/Tea Shop', 'planex-tea-shop-01234567'],
    ['/home/ada/größe', 'planex-gr-e-01234567'],
    ['/', 'planex-01234567'],
    [`/home/${'long-'.repeat(20)}`, 'planex-long-long-long-long-long-long-lo-01234567'],
  ])('of %s', (home, name) => {
    expect(nameEntry({ ...ENTRY, home })).toBe(name);
  });
});

test('the environment carries on where programs and state are, and nothing else', () => {
  expect(pickEnvironment({ PATH: '/bin', XDG_STATE_HOME: '', SECRET: 'x' })).toEqual({ PATH: '/bin' });
});

test('a unit quotes what systemd would read otherwise', () => {
  const lines = formatSystemdUnit(ENTRY).split('\n');
  expect(lines).toContain(
    String.raw`ExecStart="/opt/node 20/bin/node" "/opt/50%% \"off\" $$HOME/planex.js" start --foreground`,
  );
  expect(lines).toContain('WorkingDirectory=/home/ada/my work/50%% tea');
  expect(lines).toContain('Environment="PATH=/usr/bin:/home/a & b/<bin>"');
  expect(lines).toEqual(
    expect.arrayContaining(['KillMode=mixed', 'Restart=on-failure', 'WantedBy=default.target']),
  );
});

test('an agent escapes what XML would read otherwise', () => {
  const plist = formatLaunchdPlist(ENTRY, 'planex-tea', '/tmp/out');
  expect(plist).toContain('<string>/opt/50% "off" $HOME/planex.js</string><string>start</string>');
  expect(plist).toContain('<key>PATH</key><string>/usr/bin:/home/a &amp; b/&lt;bin&gt;</string>');
  expect(plist).toContain('<key>WorkingDirectory</key><string>/home/ada/my work/50% tea</string>');
  const tags = [...plist.matchAll(/<(\/?)(dict|array|string|key|integer|plist)\b[^>]*>/g)];
  const open: string[] = [];
  for (const [, closing, name = ''] of tags) {
    if (closing === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});
