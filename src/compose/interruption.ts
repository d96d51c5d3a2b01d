/** The word of the person or the system to end what is under way. */
export interface Interruption {
  signal: AbortSignal;
  /** The exit code by which a shell knows the signal that came; undefined when none did. */
  exitCode(): number | undefined;
  stop(): void;
}

/** The signals by which a person, the system or a terminal that is closed tells a process to end. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

export type StopSignal = keyof typeof EXIT_CODES;

/** Calls `listen` for each signal to end, which then ends nothing by itself; returns what stops that. */
export function onStopSignal(listen: (name: StopSignal) => void): () => void {
  const names: StopSignal[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];
  for (const name of names) process.on(name, listen);
  return () => names.forEach((name) => process.off(name, listen));
}

/** Listens for signals from now on, also for that of a terminal that is closed. */
export function listenForInterruption(): Interruption {
  const abort = new AbortController();
  let exitCode: number | undefined;
  const stop = onStopSignal((name) => {
    exitCode ??= EXIT_CODES[name];
    abort.abort(name);
  });
  return { signal: abort.signal, exitCode: () => exitCode, stop };
}
