import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../repository.ts';
import { readHookFile, removeHookFile, rewriteHookFile, writeHookFile } from './hook-file.ts';
import { addHookLine, hasHookLine } from './hook-line.ts';
import type { HookStanding } from './hook-standing.ts';
import { noteInstalledPlace } from './installed-places.ts';
import { keepForeignHook } from './kept-hook.ts';
import { type HookSettings, type HooksReading, readHooks } from './read-hooks.ts';
import { takeHookAway } from './uninstall-hooks.ts';

/**
 * Brings planex's hooks up to date beside what is there, and reads where they stand then. A file that is shared with others
 * is written only when `writeShared` says so. Doing it again changes nothing.
 */
export async function installHooks(
  repository: Repository,
  settings: HookSettings,
  { writeShared }: { writeShared: boolean },
): Promise<HooksReading> {
  const reading = await readHooks(repository, settings);
  const { parts, partTexts, place } = reading;
  mkdirSync(parts, { recursive: true, mode: 0o700 });
  for (const [name, text] of partTexts) writeIfOther(join(parts, name), text);
  if (reading.hooks.some(({ name }) => place.isOwn(name))) noteInstalledPlace(parts, place.folder);
  for (const hook of reading.hooks) {
    if (hook.state === 'unwanted') takeHookAway(hook.file);
    else if (!writeShared || !addLine(hook, reading)) putInPlace(hook, reading);
  }
  return readHooks(repository, settings);
}

function putInPlace({ name, state }: HookStanding, { place, partTexts }: HooksReading): void {
  const file = join(place.folder, name);
  // What runs by a line must not run a second time.
  if (state === 'line') takeHookAway(file);
  const text = partTexts.get(name);
  if (text === undefined || (state !== 'missing' && state !== 'outdated')) return;
  keepForeignHook(file);
  writeHookFile(file, text);
}

/** Adds the line where others share the file; false when this hook does not need it or cannot have it. */
function addLine({ name, use, state, file }: HookStanding, { husky }: HooksReading): boolean {
  const shared = husky !== undefined && use === 'guard' ? join(husky, name) : file;
  if (state !== 'line-needed' && shared === file) return false;
  const before = readHookFile(shared);
  if (before !== undefined && hasHookLine(before)) return false;
  const text = addHookLine(before, name);
  if (text === undefined) return false;
  mkdirSync(dirname(shared), { recursive: true });
  if (before === undefined) writeHookFile(shared, text);
  else rewriteHookFile(shared, text);
  takeHookAway(file);
  return true;
}

/** A hook that others run by a line does so only while its part is there. */
function writeIfOther(path: string, text: string | undefined): void {
  if (readHookFile(path) === text) return;
  if (text === undefined) removeHookFile(path);
  else writeHookFile(path, text);
}
