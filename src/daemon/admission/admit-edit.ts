import { isAdmitted } from './admit-entries.ts';
import { lookToChange, type Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';

/**
 * Lets edits of a plan that planex itself is about to put in its place run as far as the plan may that is there now: where
 * it has to be trusted first, so do they. `digests` are those of the bytes to come.
 */
export async function admitEdit(
  ports: Ports,
  look: () => Promise<Look>,
  { path, digests }: { path: string; digests: readonly string[] },
): Promise<{ admitted: boolean }> {
  // What a person has written a moment ago may not have settled for the watcher.
  await ports.refreshArtifacts();
  const { observation } = await lookToChange(look, ports);
  const entry = observation.entries.find((one) => one.path === path);
  if (entry === undefined) return { admitted: false };
  const document = await ports.records.artifact(path);
  const fresh = observation.newAdmissions.find((one) => one.path === path && one.digest === entry.digest);
  const known = isAdmitted(new Map([[path, document.data]]), entry);
  if ((fresh === undefined && !known) || document.data.damaged !== undefined) return { admitted: false };
  const at = new Date(ports.nowMs()).toISOString();
  await document.update((record) => {
    if (!known && fresh !== undefined) record.admitted.push({ digest: entry.digest, how: fresh.how, at });
    for (const digest of new Set(digests)) {
      if (record.admitted.some((one) => one.digest === digest)) continue;
      record.admitted.push({ digest, how: 'edit', at });
    }
  });
  return { admitted: true };
}
