import type { Settings } from '../config/settings.ts';
import { OperatorError } from '../errors.ts';
import { openRecords } from '../state/records.ts';
import type { Reason } from '../tasks/reason.ts';
import type { Planex } from './open-planex.ts';
import { createRepositoryPort } from './ports/repository-port.ts';
import { createSettingsPort } from './ports/settings-port.ts';
import { openSettings, requireGoodSettings } from './settings-source.ts';

/** The settings as they are now, and why the programs that they name may not run, if they may not. Throws `OperatorError` for errors. */
export async function judgeSettings({
  repository,
  records,
}: Planex): Promise<{ settings: Settings; notAdmitted: Reason | null }> {
  await requireGoodSettings(repository.home);
  const ignore = (): void => undefined;
  const source = openSettings(repository.home, { rejected: ignore, applied: ignore });
  const opened = openRecords(records, { access: 'read', onSpoilt: ignore });
  const port = createSettingsPort(source, opened, createRepositoryPort(repository, records), 'read');
  const { notAdmitted } = await port.settings();
  return { settings: source.latest(), notAdmitted };
}

/** What keeps a command from being carried out, as it is told to the person who gave it. */
export function describeHold({ message, action }: Reason): OperatorError {
  return new OperatorError(message, action === undefined ? {} : { todo: action });
}
