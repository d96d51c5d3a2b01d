import { join } from 'node:path';
import type { EventsPort } from '../../daemon/ports.ts';
import { errorMessage } from '../../errors.ts';
import type { DaemonLog } from '../../logging/daemon-log.ts';
import type { SpoiltRecord } from '../../state/document.ts';
import { openEventLog } from '../../state/event-log.ts';
import { isDoneLastWord } from '../../state/last-word.ts';
import type { PlanexEvent } from '../../tasks/event.ts';

/** Where a daemon writes what happens: the event log for people, and the log for faults of planex itself. */
export interface DaemonJournals {
  events: EventsPort;
  /** Tells both of an error that did not end the daemon. */
  error(error: unknown): void;
  /** Tells of a record that could not be understood. */
  spoilt(record: SpoiltRecord): void;
  /** Opens the log for faults; what it is told before then opens it, and is written as soon as it is open. */
  openLog(): Promise<void>;
  /** Closes both when all that they were told is written. */
  close(): Promise<void>;
}

/** Opens the journals in the folder of the records; each event also goes to `onEvent`. */
export function openDaemonJournals(folder: string, onEvent: (event: PlanexEvent) => void): DaemonJournals {
  const log = openWhenNeeded(join(folder, 'daemon.log'));
  const eventLog = openEventLog(folder, { onTrouble: (error) => log.error(errorMessage(error)) });
  const at = (): string => new Date().toISOString();
  const append = (event: PlanexEvent): void => {
    eventLog.append(event);
    onEvent(event);
  };
  return {
    events: { append, isDoneLastWord: (artifact) => isDoneLastWord(folder, artifact) },
    error(error) {
      log.error(errorMessage(error), { stack: error instanceof Error ? error.stack : undefined });
      append({ type: 'daemon:erred', at: at(), message: errorMessage(error) });
    },
    spoilt: (record) => append(describeSpoilt(record)),
    openLog: () => log.open(),
    async close() {
      eventLog.close();
      await log.close();
    },
  };
}

interface LogOpening {
  open(): Promise<void>;
  error(message: string, detail?: object): void;
  close(): Promise<void>;
}

/** Its library takes a twentieth of a start, and a start without faults writes nothing into it. */
function openWhenNeeded(file: string): LogOpening {
  const waiting: { message: string; detail: object | undefined }[] = [];
  let opened: DaemonLog | undefined;
  let opening: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    const { openDaemonLog } = await import('../../logging/daemon-log.ts');
    opened = openDaemonLog(file);
    for (const { message, detail } of waiting.splice(0)) opened.error(message, detail);
  };
  const open = (): Promise<void> => {
    opening ??= begin();
    return opening;
  };
  return {
    open,
    error(message, detail) {
      if (opened !== undefined) return opened.error(message, detail);
      waiting.push({ message, detail });
      // Whoever opens it is told when that fails.
      open().catch(() => undefined);
    },
    async close() {
      await opening?.catch(() => undefined);
      opened?.close();
    },
  };
}

/** A record that could not be understood, as an event. */
export function describeSpoilt({ path, problem, movedTo }: SpoiltRecord): PlanexEvent {
  return {
    type: 'record:quarantined',
    at: new Date().toISOString(),
    path,
    message: `${path}: ${problem}`,
    ...(movedTo === undefined ? {} : { movedTo }),
  };
}
