import { unlinkSync } from 'node:fs';
import { errorCode } from './errors.ts';
import { faultPoint } from './fault-point.ts';

/**
 * Removes a file that may be gone already. `rmSync` first loads what removes whole trees, and looks at the file twice:
 * where a daemon starts, that is a millisecond. Throws what the system says of anything else.
 */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
    faultPoint('remove-file:removed');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
