import type { Ports } from './ports.ts';

/** Settles what daemons that died in the middle of a landing have left half done. */
export interface LandingSettler {
  /** Settles what can be settled now. The event log is told of each result once. */
  settle(): Promise<void>;
  /** True while a landing waits for somebody else to give a lock back, or for its journal to be readable. */
  isWaiting(): boolean;
}

/** Makes the settler of one daemon; nothing waits before it was first used. */
export function createLandingSettler(ports: Ports): LandingSettler {
  const said = new Set<string>();
  let waiting = false;
  return {
    isWaiting: () => waiting,
    async settle() {
      const recovered = await ports.landing.recover();
      waiting = recovered.some(({ state }) => state === 'postponed');
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
