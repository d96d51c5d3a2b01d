import { statSync } from 'node:fs';

/** Bytes of a file; 0 where there is none. Throws a system error. */
export function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Bytes of all these files together, or undefined when the system does not tell for now. For timers: never throws. */
export function sumOfSizes(paths: readonly string[]): number | undefined {
  try {
    return paths.map(fileSize).reduce((sum, size) => sum + size, 0);
  } catch {
    return undefined;
  }
}
