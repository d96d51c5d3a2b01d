import { existsSync, renameSync, statSync } from 'node:fs';
import { type Level, pino } from 'pino';
import { faultPoint } from '../fault-point.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/** A log for whoever looks for a fault in planex. What users want to know is in the event log. */
export interface DaemonLog {
  debug(message: string, detail?: object): void;
  info(message: string, detail?: object): void;
  warn(message: string, detail?: object): void;
  error(message: string, detail?: object): void;
  close(): void;
}

/** Opens a log of JSON lines whose folder exists. A file of 8 MB or more is first put aside as `<file>.1`. */
export function openDaemonLog(file: string, level: Level = 'info', maxBytes: number = MAX_BYTES): DaemonLog {
  if (existsSync(file) && statSync(file).size >= maxBytes) {
    renameSync(file, `${file}.1`);
    faultPoint('daemon-log:rotated');
  }
  // The asynchronous destination loses its last lines when the process ends early.
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
  // A disk that is full costs lines of this log, not the daemon.
  destination.on('error', () => undefined);
  const log = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
  const write =
    (level: Level) =>
    (message: string, detail: object = {}): void =>
      log[level](detail, message);
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: () => destination.end(),
  };
}
