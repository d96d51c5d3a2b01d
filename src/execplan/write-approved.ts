import { addStatus } from './add-status.ts';
import { writeStatus } from './write-status.ts';

/** A draft with the Status APPROVED; undefined where it cannot be written. */
export function writeApproved(text: string): string | undefined {
  return writeStatus(text, 'approved') ?? addStatus(text, 'APPROVED');
}
