import { OperatorError } from '../errors.ts';
import { findStorageTrouble } from '../state/storage-trouble.ts';

/** Throws `OperatorError` when records could not be written, before anything depends on them. */
export function requireStorage(records: string): void {
  const trouble = findStorageTrouble([{ folder: records, look: 'write' }]);
  if (trouble !== undefined) {
    throw new OperatorError(trouble, { todo: 'make room or mend what it says, and try again' });
  }
}
