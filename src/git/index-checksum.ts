import { createHash } from 'node:crypto';

/**
 * Writes the checksum at the end of an index for what stands before it. One of zeros stays: with `index.skipHash` there is
 * none.
 */
export function writeChecksum(bytes: Buffer, oidBytes: number): void {
  const content = bytes.subarray(0, bytes.length - oidBytes);
  const checksum = bytes.subarray(content.length);
  if (checksum.every((byte) => byte === 0)) return;
  createHash(oidBytes === 20 ? 'sha1' : 'sha256')
    .update(content)
    .digest()
    .copy(checksum);
}
