import { readSettings } from '../../config/read-settings.ts';
import { OperatorError } from '../../errors.ts';
import { resolveHooksPath } from '../../git/workspace/hooks-path.ts';
import { validateCron } from '../../schedule/cron.ts';
import type { Finding } from './finding.ts';
import type { Planex } from '../open-planex.ts';
import { type HooksView, readRepositoryHooks } from '../repository-hooks.ts';
import { readSettingsBytes } from '../settings-source.ts';

/** What `planex doctor` says of the hooks: whose run, and whether those of planex are all there and of this version. */
export async function examineHooks({ repository }: Planex): Promise<Finding> {
  const name = 'hooks';
  const { diagnostics } = readSettings(await readSettingsBytes(repository.home), validateCron);
  try {
    // With mistakes in the settings, which another finding names, nobody knows what the hooks should be like.
    const view = diagnostics.length === 0 ? await readRepositoryHooks(repository.home) : undefined;
    if (view?.installed === true) return judge(view);
    if (view === undefined) return { level: 'ok', name, message: 'not examined: the settings have errors' };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return {
      level: 'warning',
      name,
      message: error.message,
      ...(error.todo === undefined ? {} : { todo: error.todo }),
    };
  }
  const path = await resolveHooksPath(repository);
  const message =
    path === undefined ? 'commits of runs go through the hooks of this repository' : `hooks from ${path}`;
  return { level: 'ok', name, message: `${message}; no plan is guarded`, todo: 'planex hooks install' };
}

function judge({ hooks, current, folder, version }: HooksView): Finding {
  if (current)
    return { level: 'ok', name: 'hooks', message: `the plans are guarded by the hooks in ${folder}` };
  const wrong = hooks.filter(({ state }) => !['installed', 'line', 'left-out'].includes(state));
  const details = wrong.map(
    ({ name, state, version: made }) =>
      `${name}: ${made === undefined || made === version ? state : `made by planex ${made}, another version than this`}`,
  );
  return {
    level: 'warning',
    name: 'hooks',
    message: 'the hooks of planex are not as they should be',
    details: details.length > 0 ? details : ['what they run is of another version'],
    todo: 'planex hooks install',
  };
}
