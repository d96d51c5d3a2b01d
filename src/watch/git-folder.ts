import { type FSWatcher, watch } from 'node:fs';

/** What of a git folder changes when a person commits, stages, switches, or ends an operation. */
const TELLING = /^(index|HEAD|[A-Z_]+_HEAD|packed-refs)$/;
const QUIET_MS = 150;

/**
 * Calls `onHint` a moment after something happened in a work tree's git folder. Only a hint: where the system gives no
 * events nothing is said, and whoever waits has to look from time to time.
 */
export function watchGitFolder(gitDir: string, onHint: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const hint = (name: string | null): void => {
    if (name === null || !TELLING.test(name)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      onHint();
    }, QUIET_MS);
  };
  const watcher = openWatcher(gitDir, hint);
  return {
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

function openWatcher(gitDir: string, hint: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(gitDir, { persistent: false }, (_event, name) => hint(name));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
