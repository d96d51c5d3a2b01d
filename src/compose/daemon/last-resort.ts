import { errorMessage } from '../../errors.ts';

/** Runs, a landing among them, get this long to end in order. */
const LAST_MS = 60_000;
const EXIT_INTERNAL = 70;

/** What a daemon does about an error that nobody caught. */
export interface LastResort {
  /** The first such error, or undefined. */
  findError(): Error | undefined;
  stop(): void;
}

/**
 * Listens for errors that nobody caught. Node would end the process at once, and what it has started would go on with nobody
 * to see to it. `onError` is told of each and has to end everything; a process that has not ended a minute later is ended.
 */
export function watchForUncaught(onError: (error: Error) => void): LastResort {
  let first: Error | undefined;
  const take = (thrown: unknown): void => {
    const error = thrown instanceof Error ? thrown : new Error(errorMessage(thrown));
    if (first === undefined) setTimeout(() => process.exit(EXIT_INTERNAL), LAST_MS).unref();
    first ??= error;
    onError(error);
  };
  process.on('uncaughtException', take);
  return {
    findError: () => first,
    stop: () => void process.off('uncaughtException', take),
  };
}
