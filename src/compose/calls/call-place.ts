import { statSync } from 'node:fs';
import { readSettings } from '../../config/read-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { OperatorError } from '../../errors.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { ensureRecords } from '../../git/records-folder.ts';
import { findRepository } from '../../git/repository.ts';
import { SANDBOXES } from '../../routing/policy.ts';
import { validateCron } from '../../schedule/cron.ts';
import { NO_CALLS } from '../../tasks/call-totals.ts';
import { type CallLedger, openCallLedger } from '../../telemetry/call-ledger.ts';
import { closeGoneCalls } from './close-gone-calls.ts';
import { createAgentFinder, type FindAgent } from './installed-agents.ts';
import type { OwnPrograms } from './own-programs.ts';
import { createRouter, type Router } from './router.ts';
import { readSettingsBytes, requireGoodSettings } from '../settings-source.ts';

/** All that a call needs which a person asks for: the settings of the repository around its folder, if there is one. */
export interface CallPlace {
  /** Absolute path of the folder that the call works in. */
  folder: string;
  settings: Settings;
  router: Router;
  findAgent: FindAgent;
  /** The user's own programs, where those can be asked as well. */
  programs?: OwnPrograms;
  ledger: CallLedger;
  /** The scrubbed environment. */
  env: Record<string, string>;
}

/** Throws `OperatorError` when there is no such folder, and where the settings have errors. */
export async function openCallPlace(folder: string): Promise<CallPlace> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new OperatorError('there is no such folder', {
      where: folder,
      todo: `name a folder that is there; the sandboxes are called ${SANDBOXES.join(' and ')}`,
    });
  }
  const repository = await findRepository(folder);
  const env = scrubEnvironment(process.env);
  const settings = await readHomeSettings(repository?.home);
  const ledger = repository === undefined ? uncounted() : openCallLedger(await ensureRecords(repository));
  await closeGoneCalls(ledger, settings);
  return {
    folder,
    settings,
    router: createRouter(() => settings, process.env),
    findAgent: createAgentFinder(env),
    ledger,
    env,
  };
}

async function readHomeSettings(home: string | undefined): Promise<Settings> {
  if (home === undefined) return readSettings(undefined, validateCron).settings;
  await requireGoodSettings(home);
  return readSettings(await readSettingsBytes(home), validateCron).settings;
}

/** Outside of a repository there is nowhere to count, and no cap to keep. */
function uncounted(): CallLedger {
  return {
    append: () => Promise.resolve(),
    note: () => Promise.resolve(),
    writeLate: () => Promise.resolve(),
    claim: (_line, judge) => Promise.resolve(judge(NO_CALLS())),
    read: NO_CALLS,
    countSpoilt: () => 0,
  };
}
