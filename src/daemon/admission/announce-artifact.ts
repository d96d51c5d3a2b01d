import type { Ports } from '../ports.ts';

/** How many digests are remembered whose files may have got another name. */
const MOST_PROPOSED = 500;

/** Bytes that are about to be written into an artifact, and whether a person has let them run. */
export interface Announcement {
  path: string;
  /** `sha256:<hex>` of the bytes. */
  digest: string;
  admitted: boolean;
}

/**
 * Remembers, before a file is there, whether its bytes may run. What a model wrote looks like the user's own otherwise, and
 * would run at the next look.
 */
export async function announceArtifact(
  ports: Ports,
  { path, digest, admitted }: Announcement,
): Promise<{ path: string }> {
  const document = await ports.records.artifact(path);
  const at = new Date(ports.nowMs()).toISOString();
  await document.update((record) => {
    if (record.admitted.some((one) => one.digest === digest)) return;
    if (admitted) record.admitted.push({ digest, how: 'trust', at });
    record.proposed = !admitted;
  });
  if (admitted) return { path };
  const daemon = await ports.records.daemon();
  await daemon.update((record) => {
    record.proposed = [...new Set([...record.proposed, digest])].slice(-MOST_PROPOSED);
  });
  return { path };
}
