import { existsSync } from 'node:fs';
import type { Settings } from '../../config/settings.ts';
import { OperatorError } from '../../errors.ts';
import { listHooks } from '../../git/hooks/hook-names.ts';
import { locateHooks } from '../../git/hooks/hooks-place.ts';
import { locateParts } from '../../git/hooks/read-hooks.ts';
import { GitError } from '../../git/git.ts';
import type { Repository } from '../../git/repository.ts';
import { makeWaker } from '../../watch/waker.ts';
import { watchNames } from '../../watch/watch-names.ts';
import { restoreRepositoryHooks } from '../repository-hooks.ts';

/** Managers write many hooks one after the other. */
const QUIET_MS = 1_000;
const ANY_HOOK = new RegExp(
  `^(${listHooks()
    .map(({ name }) => name)
    .join('|')})$`,
);

/** Keeps planex's hooks in place. */
export interface HookWatch {
  /** Tells that a hook has run: hooks that were installed only now are watched from then on. */
  hookRan(): void;
  close(): Promise<void>;
}

/** Puts the hooks back, where they were installed, whenever a manager has written over them or git looks elsewhere. */
export function watchHooks(
  repository: Repository,
  settings: () => Settings,
  onError: (error: unknown) => void,
): HookWatch {
  let watched: { folder: string; close(): void } | undefined;
  const restore = async (): Promise<void> => {
    if (!existsSync(locateParts(repository))) return;
    try {
      const { folder } = await locateHooks(repository, []);
      if (folder !== watched?.folder) {
        watched?.close();
        watched = { folder, ...watchNames(folder, ANY_HOOK, look, QUIET_MS) };
      }
      await restoreRepositoryHooks(repository, settings());
    } catch (error) {
      // Where git runs no hooks, or does not answer, there is nothing to put back for now.
      if (!(error instanceof OperatorError || error instanceof GitError)) onError(error);
    }
  };
  const waker = makeWaker(restore);
  const look = (): void => waker.wakeIn(0);
  const configured = watchNames(repository.commonDir, /^config$/, look, QUIET_MS);
  look();
  return {
    hookRan() {
      if (watched === undefined) look();
    },
    async close() {
      configured.close();
      watched?.close();
      await waker.close();
    },
  };
}
