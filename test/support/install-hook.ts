import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRepository } from './repository.ts';

/** Installs a shell script as a hook of Git, in its own folder for them unless told. */
export function installHook(
  repository: TestRepository,
  name: string,
  script: string,
  folder = '.git/hooks',
): void {
  repository.write(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(repository.path, folder, name), 0o755);
}
