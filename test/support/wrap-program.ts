import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findProgram } from '../../src/find-program.ts';
import { makeFolder } from './repository.ts';

/** Until the test ends, who runs this program runs the script, which is told where the real one is. */
export function wrapProgram(name: string, script: (real: string) => string): void {
  const usual = process.env['PATH'] ?? '';
  const folder = makeFolder('planex-bin-');
  writeFileSync(join(folder, name), `#!/bin/sh\n${script(findProgram(name, process.env) ?? '')}\n`, {
    mode: 0o755,
  });
  process.env['PATH'] = `${folder}${delimiter}${usual}`;
  onTestFinished(() => {
    process.env['PATH'] = usual;
  });
}
