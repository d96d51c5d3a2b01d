/** What a signature does not cover is noticed after this time. */
const LONGEST_MS = 10 * 60_000;

/**
 * Reads again only when the signature says that something has changed, or does not say. A quiet repository then costs
 * no process of git. The signature is taken before the reading: what changes in between is seen the next time. It is taken
 * as of the time (milliseconds since 1970) of the one that it is compared with: files that only grew older are the same.
 */
export function rememberWhileUnchanged<T>(
  sign: (asOfMs: number) => string | undefined,
  read: () => Promise<T>,
): () => Promise<T> {
  let known: { signature: string; asOfMs: number; readAt: number; answer: T } | undefined;
  return async () => {
    const readAt = performance.now();
    if (known !== undefined && readAt - known.readAt < LONGEST_MS && sign(known.asOfMs) === known.signature) {
      return known.answer;
    }
    const asOfMs = Date.now();
    const signature = sign(asOfMs);
    const answer = await read();
    known = signature === undefined ? undefined : { signature, asOfMs, readAt, answer };
    return answer;
  };
}
