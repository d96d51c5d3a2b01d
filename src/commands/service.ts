import {
  type EntryStanding,
  installEntry,
  readEntry,
  uninstallEntry,
} from '../compose/daemon/start-with-system.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';

export const service: Command = {
  args: [{ name: '<action>', description: 'install, uninstall or status' }],
  details:
    'A unit of your own systemd on Linux, a launchd agent on macOS; one for each repository, and never as root.\nInstalling again brings it up to date. Exit code 1 when it could not be enabled, or is stale.',
  examples: ['planex service install', 'planex service status', 'planex service uninstall'],
  async run({ cwd, args, io }) {
    switch (args[0]) {
      case 'install':
        return install(cwd, io);
      case 'uninstall': {
        const { name, removed } = await uninstallEntry(cwd);
        io.out(removed ? `${name} is removed` : `${name} was not installed`);
        return 0;
      }
      case 'status':
        return printStanding(await readEntry(cwd), io);
      default:
        throw new OperatorError(`service takes install, uninstall or status, not "${args[0] ?? ''}"`, {
          todo: 'planex help service',
        });
    }
  },
};

async function install(cwd: string, io: Terminal): Promise<number> {
  const { name, file, changed, refusal, enabling, withoutLogin } = await installEntry(cwd);
  io.out(changed ? `wrote ${file}` : `already there: ${file}`);
  if (refusal === undefined) io.out(`${name} is enabled: planex starts here when you log in, and now`);
  else {
    io.err(`it could not be enabled: ${refusal.split('\n')[0] ?? ''}`);
    io.err('where your login session has a service manager, run:');
    for (const line of enabling) io.err(`  ${line}`);
  }
  if (withoutLogin !== undefined) io.out(`\`${withoutLogin}\` lets it run without a login`);
  return refusal === undefined ? 0 : 1;
}

function printStanding(standing: EntryStanding, io: Terminal): number {
  if (standing.kind === 'not-installed') {
    io.out(`${standing.name} is not installed (planex service install)`);
    return 0;
  }
  const { name, file, stale, state, enabling } = standing;
  io.out(`${name} is installed: ${file}`);
  if (state.kind === 'unknown') {
    io.out(`whether it is enabled and runs cannot be told: ${state.why.split('\n')[0] ?? ''}`);
  } else {
    io.out(
      `${state.enabled ? 'enabled' : `not enabled (${enabling.join(' && ')})`}, ${state.running ? 'running' : 'not running'}`,
    );
  }
  if (stale) io.out('it is stale: it starts another program, or in another place (planex service install)');
  return stale ? 1 : 0;
}
