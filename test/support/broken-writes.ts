import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from './repository.ts';

/** A disk under a folder that a test breaks and mends while planex runs: nothing that planex writes there gets onto it. */
export interface BreakableDisk {
  /** For the planex that is to meet it. */
  env: NodeJS.ProcessEnv;
  /**
   * From now on each `write` there fails, or only each `flush` of what was written; with `hold` a flush lasts until the disk is
   * mended. A name may be the beginning of one.
   */
  break(how: 'write' | 'flush' | 'hold', folder: string): void;
  mend(): void;
}

/** Makes such a disk; it is whole. */
export function makeBreakableDisk(): BreakableDisk {
  const control = join(makeFolder(), 'broken');
  const preload = pathToFileURL(join(import.meta.dirname, 'broken-writes.mjs')).href;
  return {
    env: { NODE_OPTIONS: `--import=${preload}`, BROKEN_WRITES: control },
    break: (how, folder) => writeFileSync(control, `${how}\n${folder}\n`),
    mend: () => rmSync(control),
  };
}
