import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchContext } from './row.ts';

/** Loads an installed package as it is published, not as planex bundles it. */
export async function loadPackage<T>({ peers }: BenchContext, name: string): Promise<T> {
  const require = createRequire(join(peers, 'package.json'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (await import(pathToFileURL(require.resolve(name)).href)) as T;
}
