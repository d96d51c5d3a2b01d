import { digestBytes } from '../artifacts/digest.ts';
import type { Ports } from './ports.ts';
import { admitTicked } from './tick.ts';

const MOST_TRIES = 5;

/**
 * Writes into a plan of the working tree, by compare-and-swap on its bytes: an edit that comes between is kept and the
 * change is tried again on it. What was admitted stays so. Returns the digest of the bytes that were replaced; undefined
 * when there was nothing to change or no place for it.
 */
export async function changePlan(
  ports: Ports,
  path: string,
  change: (text: string) => string | undefined,
): Promise<string | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await ports.repository.readFile(path);
    const text = before === undefined ? undefined : decode(before);
    const changed = text === undefined ? undefined : change(text);
    if (before === undefined || changed === undefined || changed === text) return undefined;
    const after = new TextEncoder().encode(changed);
    await admitTicked(ports, path, before, after);
    if (await ports.repository.replaceFile(path, before, after)) return digestBytes(before);
  }
  return undefined;
}

/** Undefined for what is no text: written back it would be other bytes. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
