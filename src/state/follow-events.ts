import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from '../errors.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import { currentEventFile } from './event-files.ts';
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
  const path = currentEventFile(folder);
  let source = openSource(path, 'end');
  try {
    while (!signal.aborted) {
      // Asked before reading: what was written to a file before it was put aside is still read to its end.
      const replaced = source === undefined || isReplaced(source, path);
      for (const line of source === undefined ? [] : readNewLines(source)) {
        const event = parseEvent(line);
        if (event !== undefined && isAsked(event, query)) yield event;
      }
      if (replaced) {
        const next = openSource(path, 'start');
        if (next !== undefined) {
          if (source !== undefined) closeSync(source.descriptor);
          source = next;
          continue;
        }
      }
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
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

function isReplaced(source: Source, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino !== fstatSync(source.descriptor).ino;
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
