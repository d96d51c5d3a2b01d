import { join, relative } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { errorCode, errorMessage } from '../errors.ts';
import type { Globs } from './globs.ts';

/** What a scan found to be looked into, and by which patterns. */
interface Watched {
  globs: Globs;
  /** Folders by path, with their identity. */
  folders: ReadonlyMap<string, string>;
}

/** Watches folders and says "look again"; never what happened. */
export interface FolderWatcher {
  /** Why the system gives no more events, so that somebody must look from time to time; undefined while it does. */
  trouble(): string | undefined;
  /** Compares what is watched with what a scan just found, and watches anew when they differ. */
  check(found: Watched): Promise<void>;
  close(): Promise<void>;
}

/** The system has no more watches or open files to give. */
const EXHAUSTED = ['ENOSPC', 'EMFILE', 'ENFILE'];

/**
 * Watches, under `root`, the folders that can hold matching files and no other. `onHint` is called for anything that
 * happens in them, and once after each time the watching began anew, since what happened meanwhile was not seen.
 */
export function watchFolders(
  root: string,
  on: { onHint: () => void; onDegraded: (message: string) => void },
): FolderWatcher {
  let trouble: string | undefined;
  let current: { watcher: FSWatcher; key: string; stopWaiting: () => void } | undefined;
  let closed = false;

  const isOver = (): boolean => closed || trouble !== undefined;
  const stopWatching = async (): Promise<void> => {
    const stopped = current;
    current = undefined;
    stopped?.stopWaiting();
    await stopped?.watcher.close();
  };
  const degrade = (error: unknown): void => {
    if (isOver()) return;
    trouble = `no file events from the system (${errorMessage(error)}): looking regularly instead`;
    on.onDegraded(trouble);
    void stopWatching();
  };

  return {
    trouble: () => trouble,
    async check(found) {
      // A folder deleted and made again stays unseen by the old watcher, and no call on it heals that.
      const key = describe(found);
      if (isOver() || current?.key === key) return;
      // Watchers of one process share what they watch, so the old one must be gone before the new one comes.
      await stopWatching();
      if (isOver()) return;
      const watcher = watch(root, {
        ignored: (path, stats) => stats?.isFile() === true || !found.globs.mayHold(toRelative(root, path)),
        ignoreInitial: true,
        followSymlinks: false,
      });
      const hintIfWanted = (path: string): void => {
        const within = toRelative(root, path);
        if (found.globs.matches(within) || found.globs.mayHold(within)) on.onHint();
      };
      watcher.on('all', (_event, path) => hintIfWanted(path));
      // Files are not watched one by one: their folder's own events, which chokidar calls raw, tell of them.
      watcher.on('raw', (_event, name, detail) =>
        hintIfWanted(join(watchedPathOf(detail) ?? root, name ?? '')),
      );
      watcher.on('error', (error) =>
        EXHAUSTED.includes(errorCode(error) ?? '') ? degrade(error) : on.onHint(),
      );
      await new Promise<void>((resolve) => {
        current = { watcher, key, stopWaiting: resolve };
        watcher.once('ready', resolve);
      });
      if (current?.watcher === watcher) on.onHint();
    },
    async close() {
      closed = true;
      await stopWatching();
    },
  };
}

function watchedPathOf(detail: unknown): string | undefined {
  if (typeof detail !== 'object' || detail === null || !('watchedPath' in detail)) return undefined;
  return typeof detail.watchedPath === 'string' ? detail.watchedPath : undefined;
}

function toRelative(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/');
}

function describe({ folders, globs }: Watched): string {
  return JSON.stringify([globs.patterns, [...folders].sort(([a], [b]) => (a < b ? -1 : 1))]);
}
