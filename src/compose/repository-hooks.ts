import { readSettings } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { formatHookLine } from '../git/hooks/hook-line.ts';
import type { HookStanding } from '../git/hooks/hook-standing.ts';
import { installHooks } from '../git/hooks/install-hooks.ts';
import { arePartsCurrent, type HookSettings, type HooksReading, readHooks } from '../git/hooks/read-hooks.ts';
import { type Uninstalled, uninstallHooks } from '../git/hooks/uninstall-hooks.ts';
import type { Repository } from '../git/repository.ts';
import { listGuardedFolders } from '../guard/guarded-folders.ts';
import { validateCron } from '../schedule/cron.ts';
import { planexVersion } from '../version.ts';
import { openPlanex } from './open-planex.ts';
import { readSettingsBytes, requireGoodSettings } from './settings-source.ts';

/** One hook for people and programs. */
export interface HookView extends HookStanding {
  /** What has to be added to `file` by hand. */
  line?: string;
}

/** The hooks of a repository for people and programs. */
export interface HooksView {
  version: string;
  /** Hooks were installed and not uninstalled. */
  installed: boolean;
  /** All that the settings ask for is there, and of this version. */
  current: boolean;
  strict: boolean;
  /** Where git looks for hooks. */
  folder: string;
  hooks: HookView[];
  /** What a person should know or do, a line each. */
  advice: string[];
}

/** Installs the hooks or brings them up to date. `writeShared`: also where others share the file. */
export async function installRepositoryHooks(cwd: string, writeShared: boolean): Promise<HooksView> {
  const { repository, settings } = await open(cwd);
  return view(await installHooks(repository, settings, { writeShared }), settings);
}

/** Takes the hooks away, whatever the settings say and also when they cannot be read. */
export async function uninstallRepositoryHooks(cwd: string, writeShared: boolean): Promise<Uninstalled> {
  const { repository } = await openPlanex(cwd);
  const { settings } = readSettings(undefined, validateCron);
  return uninstallHooks(repository, toHookSettings(settings), { writeShared });
}

/** Reads where the hooks stand. */
export async function readRepositoryHooks(cwd: string): Promise<HooksView> {
  const { repository, settings } = await open(cwd);
  return view(await readHooks(repository, settings), settings);
}

/** Puts back what a hook manager has written over, where hooks were installed. */
export async function restoreRepositoryHooks(repository: Repository, settings: Settings): Promise<void> {
  const wanted = toHookSettings(settings);
  const reading = await readHooks(repository, wanted);
  const lost = reading.hooks.some(({ state }) => state === 'missing');
  if (reading.installed && lost) await installHooks(repository, wanted, { writeShared: false });
}

async function open(cwd: string): Promise<{ repository: Repository; settings: HookSettings }> {
  const { repository } = await openPlanex(cwd);
  await requireGoodSettings(repository.home);
  const { settings } = readSettings(await readSettingsBytes(repository.home), validateCron);
  return { repository, settings: toHookSettings(settings) };
}

function toHookSettings({ hooks, artifacts }: Settings): HookSettings {
  return {
    version: planexVersion,
    planFolders: listGuardedFolders(artifacts.plans),
    strict: hooks.strict,
  };
}

function view(reading: HooksReading, settings: HookSettings): HooksView {
  const { place, hooks, installed, husky } = reading;
  const views = hooks.map(
    (hook): HookView => (hook.state === 'line-needed' ? { ...hook, line: formatHookLine(hook.name) } : hook),
  );
  const isCurrent = ({ state }: HookView): boolean => ['installed', 'line', 'left-out'].includes(state);
  const current = installed && arePartsCurrent(reading) && views.every(isCurrent);
  const advice: string[] = [];
  const loose = hooks.filter(({ use, state }) => use === 'guard' && state === 'installed');
  if (husky !== undefined && loose.length > 0) {
    advice.push(
      `husky writes ${place.folder} anew whenever packages are installed; a daemon that runs puts the hooks back.`,
      `To keep them without one, run \`planex hooks install --write-tracked\`, or add to ${husky}/pre-commit:`,
      `  ${formatHookLine('pre-commit')}`,
    );
  }
  for (const { file, line } of views) {
    if (line === undefined) continue;
    advice.push(
      `${file} is shared with others. Run \`planex hooks install --write-tracked\`, or add to it:`,
      `  ${line}`,
    );
  }
  return {
    version: planexVersion,
    installed,
    current,
    strict: settings.strict,
    folder: place.folder,
    hooks: views,
    advice,
  };
}
