import { statSync } from 'node:fs';
import { signFile } from '../watch/signature.ts';

/** Tells for how many milliseconds nobody has written to a file, as far as is known; undefined when there is none. */
export type ReadRest = (file: string) => number | undefined;

/**
 * Makes one that remembers what it has seen: a file whose time lies ahead (the clock was set back, or the file was copied with
 * its time) has rested for as long as it has been seen unchanged, by a clock that nobody sets.
 */
export function makeRestReader(): ReadRest {
  const seen = new Map<string, { signature: string; firstAt: number }>();
  return (file) => {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) {
      seen.delete(file);
      return undefined;
    }
    const now = performance.now();
    const signature = signFile(stats);
    const before = seen.get(file);
    const firstAt = before?.signature === signature ? before.firstAt : now;
    seen.set(file, { signature, firstAt });
    return Math.max(now - firstAt, Date.now() - Number(stats.mtimeMs));
  };
}
