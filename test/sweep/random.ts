/** A source of numbers that a seed decides: the same seed, the same sweep. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** One of the items. Throws when there is none. */
  pick<T>(items: readonly T[]): T;
}

/** Makes a source from a seed: a linear congruence over 48 bits, of which the upper ones are used. */
export function makeRandom(seed: number): Random {
  const MASK = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5deece66dn) & MASK;
  const below = (limit: number): number => {
    state = (state * 0x5deece66dn + 0xbn) & MASK;
    return Number((state >> 16n) % BigInt(Math.max(1, limit)));
  };
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}
