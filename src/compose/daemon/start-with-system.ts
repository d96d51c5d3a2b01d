import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { readEntryFile, removeEntryFiles, writeEntryFile } from '../../startup/entry-file.ts';
import { createLaunchd } from '../../startup/launchd.ts';
import { pickEnvironment, type StartEntry } from '../../startup/start-entry.ts';
import type { EntryState, StartSystem } from '../../startup/start-system.ts';
import { createSystemd } from '../../startup/systemd.ts';
import { openPlanex } from '../open-planex.ts';

/** How many folders above an entry's file planex may have made. */
const FOLDERS_MADE = 3;

/** What became of installing: `refusal` is what the system said when it could not be told. */
export interface Installation {
  name: string;
  file: string;
  changed: boolean;
  refusal: string | undefined;
  enabling: readonly string[];
  withoutLogin: string | undefined;
}

/** Makes the system start the daemon of this repository at login, and starts it now. */
export async function installEntry(cwd: string): Promise<Installation> {
  const system = await findSystem(cwd);
  const changed = readEntryFile(system.file) !== system.text;
  if (changed) writeEntryFile(system.file, system.text);
  const { name, file, enabling, withoutLogin } = system;
  const enabled = await system.enable();
  return { name, file, changed, refusal: enabled.ok ? undefined : enabled.output, enabling, withoutLogin };
}

/** Takes the entry away again, with the daemon that it runs; false when there was none. */
export async function uninstallEntry(cwd: string): Promise<{ name: string; removed: boolean }> {
  const system = await findSystem(cwd);
  const removed = [system.file, ...system.traces].some((path) => existsSync(path));
  if (removed) {
    await system.disable();
    removeEntryFiles([...system.traces, system.file], FOLDERS_MADE);
    await system.forget();
  }
  return { name: system.name, removed };
}

/** Where the entry of a repository stands. */
export type EntryStanding =
  | { kind: 'not-installed'; name: string }
  | {
      kind: 'installed';
      name: string;
      file: string;
      stale: boolean;
      state: EntryState;
      enabling: readonly string[];
    };

/** Looks at the entry of this repository and changes nothing. */
export async function readEntry(cwd: string): Promise<EntryStanding> {
  const system = await findSystem(cwd);
  const { name, file, enabling } = system;
  const text = readEntryFile(file);
  if (text === undefined) return { kind: 'not-installed', name };
  const stale = dropVariables(text) !== dropVariables(system.text);
  return { kind: 'installed', name, file, stale, state: await system.readState(), enabling };
}

/** PATH differs from terminal to terminal; an entry is stale when it starts another program or in another place. */
function dropVariables(text: string): string {
  const isVariable = /^(Environment=|<key>EnvironmentVariables<)/;
  return text
    .split('\n')
    .filter((line) => !isVariable.test(line))
    .join('\n');
}

async function findSystem(cwd: string): Promise<StartSystem> {
  const { repository, records } = await openPlanex(cwd);
  const entry: StartEntry = {
    node: process.execPath,
    program: process.argv[1] ?? '',
    home: repository.home,
    repositoryId: repository.id,
    env: pickEnvironment(process.env),
  };
  if (process.platform === 'linux') return createSystemd(entry, process.env);
  if (process.platform === 'darwin') {
    return createLaunchd(entry, process.env, join(records, 'service.out'));
  }
  throw new OperatorError(`planex knows no service manager on ${process.platform}`, {
    todo: `let yours run: planex start --foreground, in ${repository.home}`,
  });
}
