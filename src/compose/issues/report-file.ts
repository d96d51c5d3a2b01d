import { join } from 'node:path';

/** Where the report on an artifact that is done lies in the folder of its last run. */
export function reportFile(runFolder: string): string {
  return join(runFolder, 'report.md');
}
