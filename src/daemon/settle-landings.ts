import { explainStorageError } from '../storage-error.ts';
import type { Ports } from './ports.ts';

/**
 * Settles what landings have left half done: those of a planex that died in the middle of one, and its own whose lock
 * somebody took away or that could not be put back.
 */
export interface LandingSettler {
  /** Settles what can be settled now. The event log is told of each result once. */
  settle(): Promise<void>;
  /** True while a landing is to be settled, and also when that cannot be read. */
  isWaiting(): boolean;
}

/** Makes the settler of one daemon. */
export function createLandingSettler(ports: Ports): LandingSettler {
  const said = new Set<string>();
  return {
    isWaiting() {
      try {
        return ports.landing.hasUnfinished();
      } catch (error) {
        if (explainStorageError(error) === undefined) throw error;
        return true;
      }
    },
    async settle() {
      const recovered = await ports.landing.recover();
      for (const { message, state, keptAt } of recovered) {
        if (said.has(message)) continue;
        said.add(message);
        const told = { at: new Date(ports.nowMs()).toISOString(), message };
        ports.events.append(
          state === 'set-aside' && keptAt !== undefined
            ? { ...told, type: 'record:quarantined', path: keptAt, movedTo: keptAt }
            : { ...told, type: 'landing:recovered' },
        );
      }
    },
  };
}
