import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import type { User } from './user.ts';
import { fileOf } from './users-files.ts';

/** What a habit works with. */
export interface Desk {
  scene: Scene;
  user: User;
  random: Random;
  /** A number that was not given before. */
  number(): number;
}

/** Something that people do with git: a few commands, after which the user's files are as the model says. */
export type Habit = (desk: Desk) => Promise<void>;

/** Path of any of the user's files. */
export function pickPath({ scene, random }: Desk): string {
  return random.pick([...scene.files.byPath.keys()]);
}

/** Stages all of a file. */
export async function stage({ scene, user }: Desk, path: string): Promise<void> {
  await user.run(['add', '--', path]);
  const file = fileOf(scene.files.byPath, path);
  file.index = file.work;
}

/** The model of a commit of all that is staged. */
export function commitIndex({ scene }: Desk): void {
  for (const file of scene.files.byPath.values()) file.head = file.index;
}

/** Commits everything that is not committed, if there is anything. */
export async function tidyUp(desk: Desk): Promise<void> {
  const { files } = desk.scene;
  if (!files.isDirty()) return;
  for (const file of files.byPath.values()) file.index = file.work;
  // Staging and editing back can end where it began.
  await desk.user.run(['commit', '--quiet', '--allow-empty', '--all', '-m', 'mine: tidy up']);
  commitIndex(desk);
}
