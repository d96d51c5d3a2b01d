import type { Settings } from '../config/settings.ts';
import { OperatorError } from '../errors.ts';
import { listHooks } from '../git/hooks/hook-names.ts';
import { locateHooks } from '../git/hooks/hooks-place.ts';
import type { Repository } from '../git/repository.ts';
import { makeWaker } from '../watch/waker.ts';
import { watchNames } from '../watch/watch-names.ts';
import { restoreRepositoryHooks } from './repository-hooks.ts';

/** Managers write many hooks one after the other. */
const QUIET_MS = 1_000;
const ANY_HOOK = new RegExp(
  `^(${listHooks()
    .map(({ name }) => name)
    .join('|')})$`,
);

/** Puts the hooks back, where they were installed, whenever a manager has written over them or git looks elsewhere. */
export function watchHooks(
  repository: Repository,
  settings: () => Settings,
  onError: (error: unknown) => void,
): { close(): Promise<void> } {
  let watched: { folder: string; close(): void } | undefined;
  const restore = async (): Promise<void> => {
    try {
      const { folder } = await locateHooks(repository, []);
      if (folder !== watched?.folder) {
        watched?.close();
        watched = { folder, ...watchNames(folder, ANY_HOOK, look, QUIET_MS) };
      }
      await restoreRepositoryHooks(repository, settings());
    } catch (error) {
      // Where git runs no hooks there is nothing to put back.
      if (!(error instanceof OperatorError)) onError(error);
    }
  };
  const waker = makeWaker(restore);
  const look = (): void => waker.wakeIn(0);
  const configured = watchNames(repository.commonDir, /^config$/, look, QUIET_MS);
  look();
  return {
    async close() {
      configured.close();
      watched?.close();
      await waker.close();
    },
  };
}
