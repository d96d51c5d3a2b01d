import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { faultPoint } from '../fault-point.ts';
import { markInstant } from '../mark-instant.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import { currentEventFile, eventFiles } from './event-files.ts';
import { ensureFolder } from './folder.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/** The writing end of a repository's event log. One process writes at a time: who holds the instance lock. */
export interface EventLog {
  /** Adds one line. Trouble goes to `onTrouble` and is never thrown: planex goes on when its log cannot. */
  append(event: PlanexEvent): void;
  close(): void;
}

/** Opens the log for appending. A file that would grow over `maxBytes` is put aside; the oldest of those is dropped. */
export function openEventLog(
  folder: string,
  options: { onTrouble(error: unknown): void; maxBytes?: number },
): EventLog {
  ensureFolder(folder);
  const path = currentEventFile(folder);
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  let descriptor = openSync(path, 'a+', 0o600);
  let torn = isTorn(descriptor);

  const rotate = (): void => {
    const files = eventFiles(folder);
    // From the oldest to the newest, each takes the place of the one before it.
    for (const [index, file] of files.entries()) {
      const older = files[index - 1];
      if (older === undefined || !existsSync(file)) continue;
      renameSync(file, older);
      faultPoint('event-log:rotated');
    }
    const fresh = openSync(path, 'a+', 0o600);
    closeSync(descriptor);
    descriptor = fresh;
    torn = false;
  };

  return {
    append(event) {
      markInstant(event.type === 'run:step' ? `run:${event.step}` : event.type);
      try {
        const line = Buffer.from(`${JSON.stringify(event)}\n`);
        const { size } = fstatSync(descriptor);
        if (size > 0 && size + line.length > maxBytes) rotate();
        // A line that was cut off by a crash or a full disk must not swallow the one after it.
        if (torn) writeSync(descriptor, '\n');
        torn = true;
        torn = writeSync(descriptor, line) < line.length;
        faultPoint('event-log:appended');
      } catch (error) {
        options.onTrouble(error);
      }
    },
    close: () => closeSync(descriptor),
  };
}

function isTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
}
