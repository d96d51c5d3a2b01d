import { appendFileSync } from 'node:fs';

/**
 * Notes when something happened, for measuring where the time of a run goes. Does nothing unless `PLANEX_MARKS` names a
 * file: it gets lines of milliseconds since 1970, with fractions, and a name.
 */
export function markInstant(name: string): void {
  const { PLANEX_MARKS: file } = process.env;
  if (file) appendFileSync(file, `${(performance.timeOrigin + performance.now()).toFixed(3)} ${name}\n`);
}
