import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../support/repository.ts';

/** Installs pnpm into a folder that goes away with the test; returns an environment that has it on the PATH. */
export function installPnpm(): { PATH: string } {
  const tools = makeFolder('planex-tools-');
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  execFileSync(
    'npm',
    ['install', ...flags, '--cache', join(userInfo().homedir, '.npm'), '--prefix', tools, 'pnpm@10.34.9'],
    {
      cwd: tools,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return { PATH: `${join(tools, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
}
