/** The word of the person or the system to end what is under way. */
export interface Interruption {
  signal: AbortSignal;
  /** The exit code by which a shell knows the signal that came; undefined when none did. */
  exitCode(): number | undefined;
  stop(): void;
}

const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for signals from now on, also for that of a terminal that is closed. */
export function listenForInterruption(): Interruption {
  const abort = new AbortController();
  let exitCode: number | undefined;
  const listeners = Object.entries(EXIT_CODES).map(([name, code]) => {
    const listen = (): void => {
      exitCode ??= code;
      abort.abort(name);
    };
    process.on(name, listen);
    return () => void process.off(name, listen);
  });
  return {
    signal: abort.signal,
    exitCode: () => exitCode,
    stop: () => listeners.forEach((end) => end()),
  };
}
