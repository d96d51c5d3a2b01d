import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from '../errors.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import { currentEventFile, eventFiles } from './event-files.ts';
import { type EventQuery, isAsked, parseEvent } from './read-events.ts';

const LOOK_EVERY_MS = 100;
const CHUNK_BYTES = 64 * 1024;

/**
 * Gives the events that are added from now on, until `signal` aborts; also over rotations, and when the log does not
 * exist yet. Works from any process: it looks at the file, not at its writer.
 */
export async function* followEvents(
  folder: string,
  signal: AbortSignal,
  query: Pick<EventQuery, 'taskId'> = {},
): AsyncGenerator<PlanexEvent> {
  let source = openSource(currentEventFile(folder), 'end');
  try {
    while (!signal.aborted) {
      // Asked before reading: what was written to a file before it was put aside is still read to its end.
      const newer = findNewerFile(folder, source);
      for (const line of source === undefined ? [] : readNewLines(source)) {
        const event = parseEvent(line);
        if (event !== undefined && isAsked(event, query)) yield event;
      }
      const next = newer === undefined ? undefined : openSource(newer, 'start');
      if (next === undefined) {
        await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (source !== undefined) closeSync(source.descriptor);
      source = next;
    }
  } finally {
    if (source !== undefined) closeSync(source.descriptor);
  }
}

interface Source {
  descriptor: number;
  position: number;
  decoder: StringDecoder;
  /** The beginning of a line whose end is not there yet. */
  rest: string;
}

function openSource(path: string, from: 'start' | 'end'): Source | undefined {
  try {
    const descriptor = openSync(path, 'r');
    const position = from === 'end' ? fstatSync(descriptor).size : 0;
    return { descriptor, position, decoder: new StringDecoder('utf8'), rest: '' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file that follows the one being read; undefined while that one is the current one. */
function findNewerFile(folder: string, source: Source | undefined): string | undefined {
  const files = eventFiles(folder).filter((file) => existsSync(file));
  if (source === undefined) return files.at(-1);
  const { ino } = fstatSync(source.descriptor);
  // From the newest on, the way that files move, so that one that moves meanwhile is not overlooked.
  const index = files.findLastIndex((file) => statSync(file, { throwIfNoEntry: false })?.ino === ino);
  // A reader so slow that its file was dropped goes on with the oldest that is left.
  return index === -1 ? files[0] : files[index + 1];
}

function readNewLines(source: Source): string[] {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (;;) {
    const count = readSync(source.descriptor, chunk, 0, CHUNK_BYTES, source.position);
    if (count === 0) break;
    source.position += count;
    source.rest += source.decoder.write(chunk.subarray(0, count));
  }
  const lines = source.rest.split('\n');
  source.rest = lines.pop() ?? '';
  return lines;
}
