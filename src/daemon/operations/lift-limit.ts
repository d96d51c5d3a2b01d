import type { Ports } from '../ports.ts';

/** What became of the wish that the limit of a backend be waited for no longer. */
export interface LiftedLimit {
  backend: string;
  /** False when it has hit none. */
  lifted: boolean;
  /** The backends that had hit one. */
  limited: string[];
}

/** Lets the tasks of a backend that has hit its limit try again at once; one goes first to see. */
export async function liftLimit({ calls }: Pick<Ports, 'calls'>, backend: string): Promise<LiftedLimit> {
  const { backends } = calls.read();
  const limited = Object.keys(backends).filter((name) => backends[name]?.limit !== undefined);
  const lifted = limited.includes(backend);
  if (lifted) await calls.lift(backend);
  return { backend, lifted, limited };
}
