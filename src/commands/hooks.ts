import {
  type HooksView,
  type HookView,
  installRepositoryHooks,
  readRepositoryHooks,
  uninstallRepositoryHooks,
} from '../compose/repository-hooks.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';
import { printJson, type Terminal } from './terminal.ts';

export const hooks: Command = {
  args: [{ name: '<action>', description: 'install, uninstall or status' }],
  options: [
    {
      flags: '--write-tracked',
      description: 'also write to files that are tracked, or shared in another way',
    },
    { flags: '--json', description: 'with install and status: print where the hooks stand as JSON' },
  ],
  details:
    'A hook that is there already is run first, with its input and its arguments, and its exit code stays. Nothing is\nwritten to a tracked file without --write-tracked; what to add to it is printed. PLANEX=0 in the environment of a\ngit command leaves out the part of planex. Exit code 1 when a hook is missing or older than planex.\n\nJSON: { version, installed, current, strict, folder, hooks: [{ name, use: "guard" | "nudge" | "strict", state: "installed" |\n  "line" | "outdated" | "missing" | "line-needed" | "left-out" | "unwanted", file, version?, beside?, line? }], advice }',
  examples: ['planex hooks install', 'planex hooks status --json', 'planex hooks uninstall'],
  async run({ cwd, args, options, io }) {
    const writeShared = options['writeTracked'] === true;
    switch (args[0]) {
      case 'install':
        return print(await installRepositoryHooks(cwd, writeShared), options['json'] === true, io);
      case 'status': {
        const view = await readRepositoryHooks(cwd);
        const code = print(view, options['json'] === true, io);
        return view.installed ? code : 0;
      }
      case 'uninstall':
        return uninstall(cwd, writeShared, io);
      default:
        throw new OperatorError(`hooks takes install, uninstall or status, not "${args[0] ?? ''}"`, {
          todo: 'planex help hooks',
        });
    }
  },
};

function print(view: HooksView, json: boolean, io: Terminal): number {
  if (json) printJson(io, view);
  else if (!view.installed) io.out('no hooks are installed (planex hooks install)');
  else {
    io.out(`hooks in ${view.folder}:`);
    for (const hook of view.hooks) {
      if (hook.state !== 'left-out') io.out(`  ${hook.name.padEnd(21)} ${describe(hook)}`);
    }
    for (const line of view.advice) io.out(line);
    if (!view.current) io.out('not all is as it should be: planex hooks install');
  }
  return view.current ? 0 : 1;
}

function describe({ state, version = '', beside }: HookView): string {
  const words = {
    installed: `installed${beside === undefined ? '' : `, runs after ${beside === 'a hook' ? 'the hook that was here' : `that of ${beside}`}`}`,
    line: 'run by a line in a hook that is shared',
    outdated: `made by planex ${version}, or for other settings`,
    missing: `missing${beside === undefined ? '' : `: ${beside} is in its place`}`,
    'line-needed': 'not there: the line has to be added',
    'left-out': 'not needed',
    unwanted: 'there, but the settings do not ask for it',
  };
  return words[state];
}

async function uninstall(cwd: string, writeShared: boolean, io: Terminal): Promise<number> {
  const { files, lines } = await uninstallRepositoryHooks(cwd, writeShared);
  io.out(files.length === 0 ? 'no hooks were installed' : `${files.length} hooks are taken away`);
  for (const file of lines) {
    io.out(`take out the line that ends in "# planex hooks": ${file} (or run this with --write-tracked)`);
  }
  return 0;
}
