import type { ApprovedParts } from '../../artifacts/approved-parts.ts';
import { OperatorError } from '../../errors.ts';
import { judgePlanApproval, recordApproval } from '../../tasks/plan-approval.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from '../look/artifact-catalogue.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';
import { requireSeen, type SeenFiles } from './seen-files.ts';

/** What was admitted, and what already was. */
export interface TrustOutcome {
  trusted: { path: string; digest: string; tasks: number }[];
  already: string[];
}

/**
 * What a person trusts. `shown` holds the digests of what they were shown: nothing else is admitted then. `seen` are the
 * files as they read where the command is given.
 */
export interface TrustWanted {
  paths: string[];
  all: boolean;
  shown?: Readonly<Record<string, string>> | undefined;
  seen?: SeenFiles | undefined;
}

/**
 * Admits the exact bytes that these artifacts have now, or those of all that wait for it. `.planexrc` is admitted under
 * its own name.
 */
export async function trustArtifacts(
  ports: Ports,
  { observation }: Look,
  wanted: TrustWanted,
): Promise<TrustOutcome> {
  const outcome: TrustOutcome = { trusted: [], already: [] };
  const settingsFile = await ports.settingsFile();
  const entries = new Map(observation.entries.map((entry) => [entry.path, entry]));
  const held = new Set(
    observation.world.tasks
      .filter((facts) => facts.notAdmitted?.code === 'not-admitted')
      .map((facts) => facts.task.artifactPath),
  );
  const paths = wanted.all ? [...held, ...(settingsFile.admitted ? [] : [settingsFile.path])] : wanted.paths;

  for (const path of paths) {
    if (path === settingsFile.path) {
      requireSeen(ports.repository.home, settingsFile, wanted.seen);
      if (settingsFile.admitted) outcome.already.push(path);
      else {
        requireShown(wanted, settingsFile);
        await ports.admitSettings();
        outcome.trusted.push({ path, digest: settingsFile.digest, tasks: 0 });
      }
      continue;
    }
    const entry = entries.get(path);
    if (entry === undefined) {
      throw new OperatorError(`${path} is no plan or solution that planex watches`, {
        todo: 'planex status lists them',
      });
    }
    requireSeen(ports.repository.home, entry, wanted.seen);
    const document = await ports.records.artifact(path);
    const known = document.data.admitted.some((one) => one.digest === entry.digest);
    const parts = findApprovedByTrust(entry, document.data);
    const isHeld = document.data.damaged !== undefined || document.data.doubted === true;
    if (known && !isHeld && parts === undefined) {
      outcome.already.push(path);
      continue;
    }
    requireShown(wanted, entry);
    const at = new Date(ports.nowMs()).toISOString();
    await ports.records.keepAdmitted(path, entry.bytes);
    await document.update((record) => {
      if (!known) record.admitted.push({ digest: entry.digest, how: 'trust', at });
      delete record.damaged;
      delete record.doubted;
      record.proposed = false;
      if (parts === undefined) return;
      delete record.rule;
      recordApproval(record, parts, { how: 'trust', at });
    });
    outcome.trusted.push({ path, digest: entry.digest, tasks: entry.tasks.length });
  }
  return outcome;
}

function requireShown({ shown }: TrustWanted, { path, digest }: { path: string; digest: string }): void {
  if (shown === undefined || (Object.hasOwn(shown, path) && shown[path] === digest)) return;
  throw new OperatorError(`${path} was changed meanwhile`, { todo: 'look at it again with planex trust' });
}

/** Whoever trusts the bytes of a plan that says APPROVED approves what it says now, unless that is approved already. */
function findApprovedByTrust(
  { artifact, parts }: CatalogueEntry,
  record: ArtifactRecord,
): ApprovedParts | undefined {
  if (parts === undefined) return undefined;
  const { kind } = judgePlanApproval({ status: artifact.status, parts }, record);
  return kind === 'by-status' || kind === 'changed' ? parts : undefined;
}
