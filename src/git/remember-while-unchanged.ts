/** What a signature does not cover is noticed after this time. */
const LONGEST_MS = 10 * 60_000;

/**
 * Reads again only when the signature says that something has changed, or does not say. A quiet repository then costs
 * no process of git. The signature is taken before the reading: what changes in between is seen the next time.
 */
export function rememberWhileUnchanged<T>(
  sign: () => string | undefined,
  read: () => Promise<T>,
): () => Promise<T> {
  let known: { signature: string; readAt: number; answer: T } | undefined;
  return async () => {
    const signature = sign();
    const readAt = performance.now();
    if (known !== undefined && known.signature === signature && readAt - known.readAt < LONGEST_MS) {
      return known.answer;
    }
    const answer = await read();
    known = signature === undefined ? undefined : { signature, readAt, answer };
    return answer;
  };
}
