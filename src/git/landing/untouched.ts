import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { describeThisProcess, type LandingJournal } from './landing-journal.ts';

const UNTOUCHED = 'untouched';

/** Says that a landing has changed nothing yet. */
export function noteUntouched(folder: string): void {
  writeFileSync(join(folder, UNTOUCHED), '');
}

/** Says that from now on it may have. */
export function noteTouched(folder: string): void {
  unlinkSync(join(folder, UNTOUCHED));
  faultPoint('landing:touching');
}

/** True when a landing was cut off before it had changed anything. After a loss of power nobody knows. */
export function isUntouched(journal: LandingJournal, folder: string): boolean {
  return journal.owner.bootId === describeThisProcess().bootId && existsSync(join(folder, UNTOUCHED));
}
