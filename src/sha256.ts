/**
 * The SHA-256 of texts and bytes one after the other, in hexadecimal. The library is loaded when it is first asked: that
 * takes 2 ms, and `planex status`, which stands in prompts, mostly needs none.
 */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
