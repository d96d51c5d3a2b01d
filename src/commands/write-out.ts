import { writeSync } from 'node:fs';
import { errorCode } from '../errors.ts';

const STANDARD_OUTPUT = 1;
const TRY_AGAIN_MS = 5;

/**
 * Writes to standard output without its stream, which takes Node a while to make. Resolves when all is written, or when nobody
 * reads it any more. Throws the error of the system where it cannot be written.
 */
export async function writeOut(text: string, descriptor: number = STANDARD_OUTPUT): Promise<void> {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return;
      if (errorCode(error) !== 'EAGAIN') throw error;
      // A pipe that is full, and that somebody who has it as well does not want to wait at.
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}
