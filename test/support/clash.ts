import { expect } from 'vitest';
import type { TestRepository } from './repository.ts';

/** Begins an operation of Git that stops at a conflict in README.md: main and side have both changed it. */
export function beginClash(repository: TestRepository, ...args: string[]): void {
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.commit({ 'README.md': 'side\n' });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'README.md': 'main\n' });
  expect(() => repository.git(...args)).toThrow(/./);
}

/** Leaves a conflict in README.md of which only the index knows: what was stashed does not fit any more. */
export function leaveConflict(repository: TestRepository): void {
  repository.write('README.md', 'stashed\n');
  repository.git('stash', '--quiet');
  repository.commit({ 'README.md': 'main\n' });
  expect(() => repository.git('stash', 'pop')).toThrow(/./);
}
