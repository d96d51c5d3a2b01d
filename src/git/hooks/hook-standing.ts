import { join } from 'node:path';
import { readHookFile } from './hook-file.ts';
import { hasHookLine } from './hook-line.ts';
import { nameHookManager } from './hook-managers.ts';
import type { HookUse, WantedHook } from './hook-names.ts';
import { readHookVersion } from './hook-text.ts';
import type { HooksPlace } from './hooks-place.ts';
import { nameKept } from './kept-hook.ts';

/** Where planex's part in one hook stands. */
export type HookState =
  /** It is there as it has to be. */
  | 'installed'
  /** A hook of others runs it by a line of its own. */
  | 'line'
  /** Made by another version of planex, or for other settings. */
  | 'outdated'
  | 'missing'
  /** Its place is shared with others: the line has to be added there. */
  | 'line-needed'
  /** Not wanted in a place that is shared with others: planex does without it. */
  | 'left-out'
  /** It is there although the settings do not ask for it. */
  | 'unwanted';

/** One hook as it stands. */
export interface HookStanding {
  name: string;
  use: HookUse;
  state: HookState;
  /** Absolute path of the hook's file. */
  file: string;
  /** The version of planex that has made it. */
  version?: string;
  /** What else runs there: a manager by its name, or `a hook`. */
  beside?: string;
}

/** Reads where a hook stands. `expected` is what planex would write. */
export function readHookStanding(
  place: HooksPlace,
  { name, use }: WantedHook,
  { expected, wanted, husky }: { expected: string; wanted: boolean; husky: string | undefined },
): HookStanding {
  const file = join(place.folder, name);
  const text = readHookFile(file);
  const version = text === undefined ? undefined : readHookVersion(text);
  const foreign = version === undefined ? text : readHookFile(nameKept(file));
  const beside = foreign === undefined ? {} : { beside: nameHookManager(foreign) ?? 'a hook' };
  const at = { name, use, file, ...(version === undefined ? {} : { version }), ...beside };
  const lined = husky === undefined ? undefined : join(husky, name);
  if (wanted && lined !== undefined && hasHookLine(readHookFile(lined) ?? '')) {
    return { ...at, file: lined, state: 'line' };
  }
  if (version !== undefined) {
    if (!wanted) return { ...at, state: 'unwanted' };
    return { ...at, state: text === Buffer.from(expected).toString('latin1') ? 'installed' : 'outdated' };
  }
  if (!wanted) return { ...at, state: 'left-out' };
  if (text !== undefined && hasHookLine(text)) return { ...at, state: 'line' };
  if (place.isOwn(name)) return { ...at, state: 'missing' };
  return { ...at, state: use === 'nudge' ? 'left-out' : 'line-needed' };
}
