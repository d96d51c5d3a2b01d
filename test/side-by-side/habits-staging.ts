import { runCommand } from './run-command.ts';
import { commitIndex, type Desk, type Habit, pickPath, stage } from './habit.ts';
import { fileOf } from './users-files.ts';

/**
 * Stages the upper of two changes of a file, as an editor does it. `git add --patch` is left out: it reads the index before
 * it locks it (`repo_refresh_and_write_index` in Git's read-cache.c), and takes back whatever any other program, be it a
 * second `git commit`, has written in between.
 */
async function stageTop(desk: Desk): Promise<void> {
  const { scene, user } = desk;
  const path = pickPath(desk);
  scene.files.edit(path, 'both');
  const { stdout } = await runCommand('git', ['diff', '--', path], { cwd: scene.folder });
  const [head = '', top = ''] = stdout.split(/^(?=@@ )/m);
  await user.run(['apply', '--cached'], { input: `${head}${top}` });
  const file = fileOf(desk.scene.files.byPath, path);
  file.index = { top: file.work.top, bottom: file.index.bottom };
}

const commitPart: Habit = async (desk) => {
  await stageTop(desk);
  if (desk.random.chance(30)) return;
  await desk.user.run(['commit', '--quiet', '-m', `mine: part ${desk.number()}`]);
  commitIndex(desk);
};

/** Unstages, everything or one path. */
const reset: Habit = async (desk) => {
  const { files } = desk.scene;
  const path = pickPath(desk);
  files.edit(path);
  await stage(desk, path);
  const all = desk.random.chance(50);
  await desk.user.run(all ? ['reset', '--quiet'] : ['reset', '--quiet', '--', path]);
  for (const file of all ? files.byPath.values() : [fileOf(files.byPath, path)]) file.index = file.head;
};

/** Throws all changes away. */
const resetHard: Habit = async (desk) => {
  desk.scene.files.edit(pickPath(desk));
  await desk.user.run(['reset', '--quiet', '--hard']);
  for (const file of desk.scene.files.byPath.values()) {
    file.index = file.head;
    file.work = file.head;
  }
};

const restore: Habit = async (desk) => {
  const { files } = desk.scene;
  const path = pickPath(desk);
  files.edit(path);
  await desk.user.run(['restore', '--', path]);
  const file = fileOf(files.byPath, path);
  file.work = file.index;
  const staged = pickPath(desk);
  files.edit(staged);
  await stage(desk, staged);
  await desk.user.run(['restore', '--staged', '--', staged]);
  fileOf(files.byPath, staged).index = fileOf(files.byPath, staged).head;
};

async function countStashes({ scene }: Desk): Promise<number> {
  const { stdout } = await runCommand('git', ['stash', 'list'], { cwd: scene.folder });
  return stdout.split('\n').length - 1;
}

/** Puts work aside, looks at something, and takes it back as it was. */
const stash: Habit = async (desk) => {
  const { scene, user } = desk;
  if (desk.random.chance(50)) await stageTop(desk);
  scene.files.edit(pickPath(desk));
  const before = await countStashes(desk);
  const clean = async (): Promise<void> => void (await user.run(['reset', '--quiet', '--hard']));
  await user.run(['stash', 'push', '--quiet'], {
    // It may fail after the stash is made and before the files are put back.
    recover: async () => {
      const made = (await countStashes(desk)) > before;
      if (made) await clean();
      return made;
    },
  });
  await user.read('status', '--short');
  await user.run(['stash', 'pop', '--quiet', '--index'], {
    recover: async () => {
      const gone = (await countStashes(desk)) === before;
      if (!gone) await clean();
      return gone;
    },
  });
};

const lookAround: Habit = async ({ user }) => {
  await user.read('status', '--short');
  await user.read('diff', '--stat');
  await user.read('log', '--oneline', '-5');
};

/** Habits around the index, the files and the stash. */
export const staging: Record<string, Habit> = { commitPart, reset, resetHard, restore, stash, lookAround };
