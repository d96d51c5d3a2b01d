import { statSync } from 'node:fs';
import { OperatorError } from '../../errors.ts';
import type { InstanceLock } from '../../state/instance-lock.ts';
import type { Planex } from '../open-planex.ts';

/** Whether a daemon still has what it works in. */
export interface Ownership {
  /** False once its lock or its work tree is gone; it is told to stop then. */
  isOwner(): boolean;
  /** Throws `OperatorError` unless it is the owner. */
  requireOwner(): void;
  /** For people: why it stops by itself; undefined as long as it has its work tree. */
  findLoss(): string | undefined;
}

/** Whoever deletes the records deletes the lock with them, and whoever removes the work tree leaves nothing to work in. */
export function watchOwnership(
  { repository: { home, gitDir } }: Planex,
  lock: InstanceLock,
  onLost: () => void,
): Ownership {
  const isHomeGone = (): boolean => [home, gitDir].some(isGone);
  const isOwner = (): boolean => {
    const owns = lock.isStillHeld() && !isHomeGone();
    if (!owns) onLost();
    return owns;
  };
  return {
    isOwner,
    requireOwner() {
      if (isOwner()) return;
      throw new OperatorError(
        'The repository or work tree that planex works in was moved or removed, or its records were.',
        {
          where: home,
          todo: 'Try again: planex stops there, and `planex start` starts it where you are.',
        },
      );
    },
    findLoss: () => (isHomeGone() ? `its work tree ${home} was moved or removed` : undefined),
  };
}

/** What cannot be looked at is not taken for gone. */
function isGone(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
