import { statSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Acts right after another file has taken the place of the one at a path: before whoever put it there is called back. */
export function onceReplaced(path: string, act: () => void): void {
  const { ino } = statSync(path);
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const look = (): void => {
    if (isOver) return;
    if (statSync(path).ino === ino) setImmediate(look);
    else act();
  };
  look();
}
