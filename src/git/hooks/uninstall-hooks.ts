import { existsSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import type { Repository } from '../repository.ts';
import { readHookFile, removeDrafts, rewriteHookFile } from './hook-file.ts';
import { hasHookLine, removeHookLine } from './hook-line.ts';
import { listHooks } from './hook-names.ts';
import { readHookVersion } from './hook-text.ts';
import { readInstalledPlaces, removeMadeFolder } from './installed-places.ts';
import { isKept, keepForeignHook, removeMovedAside, restoreKeptHook } from './kept-hook.ts';
import { type HookSettings, readHooks } from './read-hooks.ts';

/** What came off, and what a person still has to take out. */
export interface Uninstalled {
  /** Files that were taken away or given back. */
  files: string[];
  /** Files of others that still have the line. */
  lines: string[];
}

/** Takes planex's hooks away wherever they were installed; a hook that they were put over is there again as it was. */
export async function uninstallHooks(
  repository: Repository,
  settings: HookSettings,
  { writeShared }: { writeShared: boolean },
): Promise<Uninstalled> {
  const { place, parts, hooks } = await readHooks(repository, settings);
  const places = readInstalledPlaces(parts);
  const folders = new Set([place.folder, ...places.map(({ folder }) => folder)]);
  const files = [...folders].flatMap((folder) =>
    listHooks()
      .map(({ name }) => join(folder, name))
      .filter(takeHookAway),
  );
  // Also those that the settings no longer ask for.
  const lined = hooks.map(({ file }) => file).filter((file) => hasHookLine(readHookFile(file) ?? ''));
  if (writeShared) for (const file of lined) takeLineOut(file);
  for (const folder of folders) removeDrafts(folder);
  for (const made of places) removeMadeFolder(made);
  if (existsSync(parts)) rmSync(parts, { recursive: true });
  faultPoint('uninstall-hooks:parts-removed');
  return writeShared ? { files: [...files, ...lined], lines: [] } : { files, lines: lined };
}

/** Takes a hook of planex away and gives the one it was put over its place back; false when there is neither. */
export function takeHookAway(path: string): boolean {
  if (isKept(path)) {
    // A manager may have written its hook anew over planex's.
    keepForeignHook(path);
    restoreKeptHook(path);
    return true;
  }
  if (readHookVersion(readHookFile(path) ?? '') === undefined) return removeMovedAside(path);
  unlinkSync(path);
  faultPoint('uninstall-hooks:removed');
  return true;
}

function takeLineOut(file: string): void {
  const text = removeHookLine(readHookFile(file) ?? '');
  if (text !== undefined) return rewriteHookFile(file, text);
  unlinkSync(file);
  faultPoint('uninstall-hooks:line-removed');
}
