import { watchNames } from './watch-names.ts';

/** What of a git folder changes when a person commits, stages, switches, or ends an operation. */
const TELLING = /^(index|HEAD|[A-Z_]+_HEAD|packed-refs)$/;

/** Calls `onHint` a moment after something happened in a work tree's git folder. */
export function watchGitFolder(gitDir: string, onHint: () => void): { close(): void } {
  return watchNames(gitDir, TELLING, onHint);
}
