import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Repository } from '../repository.ts';
import { readHookFile } from './hook-file.ts';
import { listHooks } from './hook-names.ts';
import { type HookSources, readHookSources } from './hook-sources.ts';
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
  sources: HookSources;
  /** Folder of the hooks that husky runs, where git runs those of husky. */
  husky: string | undefined;
  /** True when hooks were installed and not uninstalled. */
  installed: boolean;
  /** Names of parts that are missing or of another version. */
  staleParts: string[];
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
  const hooks = wanted.map((hook) =>
    readHookStanding(place, hook, {
      expected: expected(hook.name),
      wanted: hook.use !== 'strict' || settings.strict,
      husky,
    }),
  );
  const staleParts = Object.entries({
    ...sources.parts,
    ...Object.fromEntries(wanted.map(({ name }) => [name, expected(name)])),
  })
    .filter(([name, text]) => readHookFile(join(parts, name)) !== Buffer.from(text).toString('latin1'))
    .map(([name]) => name);
  return { place, parts, sources, husky, installed: existsSync(parts), staleParts, hooks };
}

/** Folder of what the hooks run, shared by all work trees. */
export function locateParts({ records }: Repository): string {
  return join(records, 'hooks');
}

/** husky lets git look in a folder that it writes itself, and runs from there what is tracked beside it. */
function findHusky(folder: string): string | undefined {
  return basename(folder) === '_' && existsSync(join(folder, 'h')) ? dirname(folder) : undefined;
}
