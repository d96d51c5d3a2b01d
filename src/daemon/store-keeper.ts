import { createIssueKeeper } from './issue-keeper.ts';
import type { Look } from './look/look.ts';
import type { Ports } from './ports.ts';
import { createQueueKeeper } from './queue-keeper.ts';

/** Keeps true what the store says of issues and queues. */
export interface StoreKeeper {
  /** False when not all of it could be written now. */
  keep(look: Look): Promise<boolean>;
}

/** A keeper of queues and issues; what of one cannot be written does not keep the other back. */
export function createStoreKeeper(ports: Ports, onError: (error: unknown) => void): StoreKeeper {
  const keepers = [createQueueKeeper(ports, onError), createIssueKeeper(ports, onError)];
  return {
    async keep(look) {
      let isKept = true;
      for (const keeper of keepers) isKept = (await keeper.keep(look)) && isKept;
      return isKept;
    },
  };
}
