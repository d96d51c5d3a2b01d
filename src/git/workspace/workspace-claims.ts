import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
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
  const names = await readdir(folder).catch(() => []);
  const drafts = names.filter((name) => name.includes(`.${runId}.`) && name.endsWith(DRAFT_SUFFIX));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })));
}

/** All claims by slot. A claim that cannot be read keeps its slot taken and is listed as undefined. */
export async function listClaims(folder: string): Promise<Map<string, Claim | undefined>> {
  const names = await readdir(folder).catch(() => []);
  const claims = new Map<string, Claim | undefined>();
  for (const name of names.filter((name) => name.endsWith('.json'))) {
    claims.set(name.slice(0, -'.json'.length), await readClaim(join(folder, name)));
  }
  return claims;
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    const checked = checkShape(claimSchema, JSON.parse(await readFile(file, 'utf8')));
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

function claimFile(folder: string, slot: string): string {
  return join(folder, `${slot}.json`);
}
