import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { writeHookFile } from './hook-file.ts';

/** A folder in which planex has installed hooks. */
export interface InstalledPlace {
  folder: string;
  /** The folder was not there before. */
  made: boolean;
}

const FILE = 'places.json';

/** Every folder in which hooks were installed, also those in which git looks no more. */
export function readInstalledPlaces(parts: string): InstalledPlace[] {
  try {
    const read: unknown = JSON.parse(readFileSync(join(parts, FILE), 'utf8'));
    return Array.isArray(read) ? read.filter(isPlace) : [];
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Makes a folder for hooks if there is none, and notes that hooks are in it; before the first of them is. */
export function noteInstalledPlace(parts: string, folder: string): void {
  const places = readInstalledPlaces(parts);
  if (places.some((place) => place.folder === folder)) return;
  const made = mkdirSync(folder, { recursive: true }) !== undefined;
  writeHookFile(join(parts, FILE), `${JSON.stringify([...places, { folder, made }])}\n`, 0o644);
}

/** Removes a folder that planex has made, unless something is in it. */
export function removeMadeFolder({ folder, made }: InstalledPlace): void {
  if (!made) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'ENOENT') throw error;
  }
}

function isPlace(value: unknown): value is InstalledPlace {
  return (
    typeof value === 'object' &&
    value !== null &&
    'folder' in value &&
    typeof value.folder === 'string' &&
    'made' in value &&
    typeof value.made === 'boolean'
  );
}
