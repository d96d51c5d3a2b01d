import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '../../.agents/node_modules');

/** The program of a package that `npm run test:agents` installs; undefined where that was impossible. */
export function findInstalledAgent(path: string): string | undefined {
  const program = join(MODULES, path);
  return existsSync(program) ? program : undefined;
}
