import { mkdir } from 'node:fs/promises';
import { errorMessage, OperatorError } from '../errors.ts';
import type { Repository } from './repository.ts';

/** Makes the folder of planex's records (mode 0700) and returns its path. Throws `OperatorError` when it cannot be made. */
export async function ensureRecords(repository: Repository): Promise<string> {
  try {
    await mkdir(repository.records, { recursive: true, mode: 0o700 });
    return repository.records;
  } catch (error) {
    throw new OperatorError(`planex cannot keep its records: ${errorMessage(error)}`, {
      where: repository.records,
      todo: 'Make that folder writable for you.',
    });
  }
}
