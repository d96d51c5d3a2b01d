import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Reads a growing file of lines whenever it is asked to. */
export interface LineFollower {
  /** Takes the whole lines that have come since. A file that is not there has none. */
  read(): Promise<void>;
  /** Takes the rest, and an unfinished last line as a line. */
  finish(): Promise<void>;
}

/** Follows a file from byte `from` on. What is there may end in the middle of a line, or of a character, at any time. */
export function followLines(path: string, onLine: (line: string) => void, from = 0): LineFollower {
  const decoder = new StringDecoder('utf8');
  let offset = from;
  let pieces: string[] = [];

  const take = (text: string): void => {
    const [first = '', ...others] = text.split('\n');
    pieces.push(first);
    for (const next of others) {
      onLine(pieces.join(''));
      pieces = [next];
    }
  };
  const read = async (): Promise<void> => {
    try {
      for await (const chunk of createReadStream(path, { start: offset, highWaterMark: 1024 * 1024 })) {
        const bytes = Buffer.from(chunk);
        offset += bytes.length;
        take(decoder.write(bytes));
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  };
  return {
    read,
    async finish() {
      await read();
      take(decoder.end());
      const rest = pieces.join('');
      pieces = [];
      if (rest !== '') onLine(rest);
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
