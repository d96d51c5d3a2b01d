import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Repository } from '../repository.ts';
import { readHookFile } from './hook-file.ts';
import { listHooks, type WantedHook } from './hook-names.ts';
import { readHookSources } from './hook-sources.ts';
import { type HookStanding, readHookStanding } from './hook-standing.ts';
import { type HookDetails, renderHook } from './hook-text.ts';
import { type HooksPlace, locateHooks } from './hooks-place.ts';

/** What the hooks of a repository have to be like. */
export interface HookSettings extends HookDetails {
  /** Whether every move of a branch is judged. */
  strict: boolean;
}

/** All that is known about the hooks of a repository. */
export interface HooksReading {
  place: HooksPlace;
  /** Folder of what the hooks run; it exists once they are installed. */
  parts: string;
  /** What has to stand there, by name; undefined for what must not. */
  partTexts: ReadonlyMap<string, string | undefined>;
  /** Folder of the hooks that husky runs, where git runs those of husky. */
  husky: string | undefined;
  /** True when hooks were installed and not uninstalled. */
  installed: boolean;
  hooks: HookStanding[];
}

/** Reads where planex's hooks stand. Throws `OperatorError` when git runs no hooks. */
export async function readHooks(repository: Repository, settings: HookSettings): Promise<HooksReading> {
  const wanted = listHooks();
  const place = await locateHooks(
    repository,
    wanted.map(({ name }) => name),
  );
  const sources = readHookSources();
  const parts = locateParts(repository);
  const husky = findHusky(place.folder);
  const expected = (name: string): string => renderHook(sources.installed, name, settings);
  const isWanted = ({ use }: WantedHook): boolean => use !== 'strict' || settings.strict;
  const hooks = wanted.map((hook) =>
    readHookStanding(place, hook, { expected: expected(hook.name), wanted: isWanted(hook), husky }),
  );
  const partTexts = new Map([
    ...Object.entries(sources.parts).map(([name, text]) => [name, encode(text)] as const),
    ...wanted.map((hook) => [hook.name, isWanted(hook) ? encode(expected(hook.name)) : undefined] as const),
  ]);
  return { place, parts, partTexts, husky, installed: existsSync(parts), hooks };
}

/** True when everything that the hooks run stands as it has to. */
export function arePartsCurrent({ parts, partTexts }: HooksReading): boolean {
  return Array.from(partTexts).every(([name, text]) => readHookFile(join(parts, name)) === text);
}

/** Files of hooks are read as bytes. */
function encode(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Folder of what the hooks run, shared by all work trees. */
export function locateParts({ records }: Repository): string {
  return join(records, 'hooks');
}

/** husky lets git look in a folder that it writes itself, and runs from there what is tracked beside it. */
function findHusky(folder: string): string | undefined {
  return basename(folder) === '_' && existsSync(join(folder, 'h')) ? dirname(folder) : undefined;
}
