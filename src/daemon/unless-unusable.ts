import { explainStorageError } from '../storage-error.ts';

/** What cannot be read or written is no bug: each look finds out, holds everything back and says why. Throws anything else again. */
export function unlessUnusable(error: unknown): void {
  if (explainStorageError(error) === undefined) throw error;
}
