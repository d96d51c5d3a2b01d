import { join } from 'node:path';
import type { EventsPort } from '../../daemon/ports.ts';
import { errorMessage } from '../../errors.ts';
import { openDaemonLog } from '../../logging/daemon-log.ts';
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
  close(): void;
}

/** Opens the journals in the folder of the records; each event also goes to `onEvent`. */
export function openDaemonJournals(folder: string, onEvent: (event: PlanexEvent) => void): DaemonJournals {
  const log = openDaemonLog(join(folder, 'daemon.log'));
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
    close() {
      eventLog.close();
      log.close();
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
