import { execFile } from 'node:child_process';
import { errorMessage } from '../errors.ts';

const PATIENCE_MS = 30_000;

/** What a program of the system said, on both outputs, and whether it succeeded. */
export interface SystemAnswer {
  ok: boolean;
  output: string;
}

/** Runs `systemctl` or `launchctl` and resolves however it ends, also when there is no such program. */
export function askSystem(
  program: 'systemctl' | 'launchctl',
  args: readonly string[],
): Promise<SystemAnswer> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      resolve({ ok: error === null, output: said === '' && error !== null ? errorMessage(error) : said });
    });
  });
}
