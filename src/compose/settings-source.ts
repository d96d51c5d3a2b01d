import { join } from 'node:path';
import { formatDiagnostic } from '../artifacts/diagnostic.ts';
import { digestBytes } from '../artifacts/digest.ts';
import { listPowers } from '../config/list-powers.ts';
import { readSettings, type SettingsReading } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { errorCode, errorMessage, OperatorError } from '../errors.ts';
import { readRegularFile } from '../read-regular-file.ts';
import { validateCron } from '../schedule/cron.ts';

/** Name of the settings file at the top of a repository. */
export const SETTINGS_FILE = '.planexrc';

/** The settings file as it was last read. */
export interface SettingsFile {
  /** What is in force: the file's settings, or the last good ones while the file has errors. */
  settings: Settings;
  /** Keys of the settings in force that name commands. */
  commandKeys: string[];
  /** A digest for each section of the settings in force that is a power. */
  powers: Record<string, string>;
  /** Digest of the bytes of the settings in force. */
  digest: string;
  bytes: Uint8Array;
  /** Diagnostics of the file as it is now, when its errors keep it from coming into force. */
  rejected: string[];
}

/** Reads the settings again whenever the file changed, and keeps the last good ones. */
export interface SettingsSource {
  read(): Promise<SettingsFile>;
  /** What was read last; the defaults before the first reading. */
  latest(): Settings;
}

/**
 * Opens the settings of a repository. `onRejected` gets the diagnostics of a file with errors, once per content;
 * `onApplied` is told when other settings come into force.
 */
export function openSettings(
  home: string,
  on: { rejected(lines: string[]): void; applied(): void },
): SettingsSource {
  let seen: string | undefined;
  let inForce = toFile(new Uint8Array(), readSettings(undefined, validateCron));
  return {
    latest: () => inForce.settings,
    async read() {
      const bytes = await readSettingsBytes(home);
      const digest = digestBytes(bytes ?? new Uint8Array());
      if (digest === seen) return inForce;
      const first = seen === undefined;
      seen = digest;
      // The defaults, which are in force already.
      if (first && bytes === undefined) return inForce;
      const reading = readSettings(bytes, validateCron);
      if (reading.diagnostics.length > 0) {
        const rejected = reading.diagnostics.map((one) => formatDiagnostic(SETTINGS_FILE, one));
        inForce = { ...inForce, rejected };
        on.rejected(rejected);
      } else {
        inForce = toFile(bytes ?? new Uint8Array(), reading);
        if (!first) on.applied();
      }
      return inForce;
    },
  };
}

/** Throws `OperatorError` with all that is wrong with the settings file, if anything is. */
export async function requireGoodSettings(home: string): Promise<void> {
  const bytes = await readSettingsBytes(home);
  if (bytes === undefined) return;
  const { diagnostics } = readSettings(bytes, validateCron);
  if (diagnostics.length === 0) return;
  throw new OperatorError(
    `${SETTINGS_FILE} has errors:\n${diagnostics.map((one) => `  ${formatDiagnostic(SETTINGS_FILE, one)}`).join('\n')}`,
    { todo: 'mend them; .planexrc.example shows every setting' },
  );
}

/** The bytes of the settings file, or undefined when there is none. */
export async function readSettingsBytes(home: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegularFile(join(home, SETTINGS_FILE));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (errorCode(error) !== undefined) throw error;
    throw new OperatorError(errorMessage(error), { todo: 'make it a file of its own, or remove it' });
  }
}

function toFile(bytes: Uint8Array, reading: SettingsReading): SettingsFile {
  const { settings, commandKeys } = reading;
  const powers = Object.fromEntries(
    Object.entries(listPowers(settings)).map(([name, text]) => [name, digestBytes(text)]),
  );
  return { settings, commandKeys, powers, digest: digestBytes(bytes), bytes, rejected: [] };
}
