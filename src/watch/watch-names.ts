import { type FSWatcher, watch } from 'node:fs';

const QUIET_MS = 150;

/**
 * Calls `onHint` a moment after something happened to a name in `folder` that matches. Only a hint: where the system gives
 * no events nothing is said, and whoever waits has to look from time to time.
 */
export function watchNames(
  folder: string,
  telling: RegExp,
  onHint: () => void,
  quietMs = QUIET_MS,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const hint = (name: string | null): void => {
    if (name === null || !telling.test(name)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      onHint();
    }, quietMs);
  };
  const watcher = openWatcher(folder, hint);
  return {
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

function openWatcher(folder: string, hint: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => hint(name));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
