import { OperatorError } from '../../errors.ts';
import { withdrawApprovals } from '../../tasks/plan-approval.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';

/**
 * Takes back whatever was admitted of a file, also for having been written here: it waits for trust again, whatever
 * becomes of it. Throws `OperatorError` for a file that planex does not watch.
 */
export async function revokeTrust(ports: Ports, { observation }: Look, path: string): Promise<void> {
  const settings = await ports.settingsFile();
  if (path === settings.path) return ports.revokeSettings();
  const entry = observation.entries.find((one) => one.path === path);
  if (entry === undefined) {
    throw new OperatorError(`${path} is no plan or solution that planex watches`, {
      todo: 'planex trust --list lists them',
    });
  }
  const document = await ports.records.artifact(path);
  await document.update((record) => {
    record.knownBytes = [entry.digest];
    record.admitted = [];
    delete record.formerlyAdmitted;
    withdrawApprovals(record);
    record.proposed = true;
  });
}
