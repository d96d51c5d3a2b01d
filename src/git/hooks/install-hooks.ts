import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repository } from '../repository.ts';
import { readHookFile, rewriteHookFile, writeHookFile } from './hook-file.ts';
import { addHookLine, hasHookLine } from './hook-line.ts';
import { listHooks } from './hook-names.ts';
import type { HookStanding } from './hook-standing.ts';
import { renderHook } from './hook-text.ts';
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
  const { parts, sources, place } = reading;
  mkdirSync(parts, { recursive: true, mode: 0o700 });
  const texts = Object.fromEntries(
    listHooks().map(({ name }) => [name, encode(renderHook(sources.installed, name, settings))]),
  );
  for (const [name, text] of Object.entries(sources.parts)) writeIfOther(join(parts, name), encode(text));
  for (const [name, text] of Object.entries(texts)) writeIfOther(join(parts, name), text);
  if (reading.hooks.some(({ name }) => place.isOwn(name))) noteInstalledPlace(parts, place.folder);
  for (const hook of reading.hooks) {
    if (hook.state === 'unwanted') takeHookAway(hook.file);
    else if (!writeShared || !addLine(hook, reading)) putInPlace(hook, texts[hook.name] ?? '', reading);
  }
  return readHooks(repository, settings);
}

function putInPlace({ name, state }: HookStanding, text: string, { place }: HooksReading): void {
  const file = join(place.folder, name);
  // What runs by a line must not run a second time.
  if (state === 'line') takeHookAway(file);
  if (state !== 'missing' && state !== 'outdated') return;
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

function writeIfOther(path: string, text: string): void {
  if (readHookFile(path) !== text) writeHookFile(path, text);
}

/** Files of hooks are read as bytes. */
function encode(text: string): string {
  return Buffer.from(text).toString('latin1');
}
