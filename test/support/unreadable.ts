import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';

/** The first page of a process is not there: whoever reads this file is told of an error of the disk (EIO). */
const BROKEN = '/proc/self/mem';

/** True where there is a file that cannot be read whoever reads it. */
export const canBreakReading = process.platform === 'linux';

/** Makes reading a file fail as on a broken disk. Returns what brings it back, or takes away what was not there. */
export function breakReading(path: string): () => void {
  const aside = `${path}.aside`;
  const wasThere = existsSync(path);
  if (wasThere) renameSync(path, aside);
  symlinkSync(BROKEN, path);
  return () => {
    rmSync(path, { force: true });
    if (wasThere) renameSync(aside, path);
  };
}
