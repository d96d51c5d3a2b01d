import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { sha256 } from '../../sha256.ts';
import { openCodeCache } from '../../state/code-cache.ts';

/** A program that was loaded from one file. */
export interface LoadedProgram<Exports> {
  /** What it exports. */
  exports: Exports;
  /**
   * Keeps it as it is compiled by now, with all functions that have run, for the next start. Undefined when it was
   * compiled from what is kept already.
   */
  keepCode: (() => void) | undefined;
}

/**
 * Loads a program of one file, and compiles it from what an earlier start has kept, which takes a tenth of the time. The
 * file is one function that fills `module` and returns it, in ASCII, as the build writes it. Whatever is the
 * matter with what is kept, the program loads.
 */
export function loadProgram<Exports>(
  file: string,
  cacheFolder: string = locateCodeCache(),
): LoadedProgram<Exports> {
  const bytes = readFileSync(file);
  // V8 refuses code of another version or with other flags by itself, but of the source it compares the length alone.
  const flags = cachedDataVersionTag();
  const key = [sha256(bytes), process.version, process.arch, flags].join(' ');
  const cache = openCodeCache(cacheFolder, key);
  const kept = cache.read();
  const source = bytes.toString('latin1');
  const script = new Script(source, { filename: file, ...(kept === undefined ? {} : { cachedData: kept }) });
  const run: Program<Exports> = script.runInThisContext();
  const { exports } = run({}, createRequire(file), file);
  if (kept !== undefined && script.cachedDataRejected === false) return { exports, keepCode: undefined };
  return {
    exports,
    keepCode() {
      // With other flags it would carry those, and be refused by the next start.
      if (cachedDataVersionTag() === flags) cache.keep(() => script.createCachedData());
    },
  };
}

/** What such a file comes to: a function that gives its exports. */
type Program<Exports> = (module: object, require: NodeJS.Require, file: string) => { exports: Exports };

/** `${XDG_CACHE_HOME:-~/.cache}/planex/code`: the package itself may belong to somebody else, and be read-only. */
function locateCodeCache(): string {
  const configured = process.env['XDG_CACHE_HOME'];
  const caches = configured && isAbsolute(configured) ? configured : join(homedir(), '.cache');
  return join(caches, 'planex', 'code');
}
