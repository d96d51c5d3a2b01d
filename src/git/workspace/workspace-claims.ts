import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { readIfThere } from '../../read-if-there.ts';
import { checkShape, z } from '../../schema.ts';

const DRAFT_SUFFIX = '.tmp';

const claimSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  base: z.string(),
  /** Missing until the slot's work tree exists; before that no work can be in it. */
  gitDir: z.string().optional(),
});

/** Who uses a slot. A claim outlives the process that made it. */
export type Claim = z.infer<typeof claimSchema>;

/** Where the claims on the slots below `root` are. */
export function locateClaims(root: string): string {
  return join(root, 'claims');
}

/** Takes a slot for a run. False when it is taken. The claim is on disk, whole, before the slot may be used. */
export async function takeClaim(folder: string, slot: string, claim: Claim): Promise<boolean> {
  const draft = await writeDraft(folder, slot, claim);
  try {
    await link(draft, claimFile(folder, slot));
    faultPoint('workspace-claims:taken');
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces the claim of a slot that the caller holds. */
export async function renewClaim(folder: string, slot: string, claim: Claim): Promise<void> {
  await rename(await writeDraft(folder, slot, claim), claimFile(folder, slot));
  faultPoint('workspace-claims:renewed');
}

export async function dropClaim(folder: string, slot: string): Promise<void> {
  await rm(claimFile(folder, slot), { force: true });
  faultPoint('workspace-claims:dropped');
}

/** Removes what a planex that was killed while it wrote a claim of the run has left. Only for who owns the run. */
export async function removeDrafts(folder: string, runId: string): Promise<void> {
  const names = await listNames(folder);
  const drafts = names.filter((name) => name.includes(`.${runId}.`) && name.endsWith(DRAFT_SUFFIX));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })));
}

/**
 * All claims by slot. A claim that is damaged keeps its slot taken and is listed as undefined. Throws when one cannot be
 * read: what is in its slot would be taken for lost.
 */
export async function listClaims(folder: string): Promise<Map<string, Claim | undefined>> {
  const names = await listNames(folder);
  const claims = new Map<string, Claim | undefined>();
  for (const name of names.filter((name) => name.endsWith('.json'))) {
    claims.set(name.slice(0, -'.json'.length), await readClaim(join(folder, name)));
  }
  return claims;
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readClaim(file: string): Promise<Claim | undefined> {
  const text = await readIfThere(file);
  try {
    const checked = checkShape(claimSchema, JSON.parse(text ?? ''));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

async function writeDraft(folder: string, slot: string, claim: Claim): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${slot}.${claim.runId}.${process.pid}${DRAFT_SUFFIX}`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(claim));
    await file.sync();
    faultPoint('workspace-claims:drafted');
  } finally {
    await file.close();
  }
  return draft;
}

/** The file that says who uses a slot. */
export function claimFile(folder: string, slot: string): string {
  return join(folder, `${slot}.json`);
}
