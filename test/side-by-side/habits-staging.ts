import { runCommand } from './run-command.ts';
import { commitIndex, type Desk, type Habit, pickPath, stage } from './habit.ts';
import { fileOf } from './users-files.ts';

/** Stages the upper of two changes of a file, by answering git's questions. */
async function stageTopByAnswers({ user }: Desk, path: string): Promise<void> {
  await user.run(['add', '--patch', '--', path], {
    input: 'y\nn\n',
    succeeded: ({ stderr }) => !/index\.lock|fail/.test(stderr),
  });
}

/** Stages the upper of two changes of a file, as a patch made by hand. */
async function stageTopByPatch({ user, scene }: Desk, path: string): Promise<void> {
  const { stdout } = await runCommand('git', ['diff', '--', path], { cwd: scene.folder });
  const [head = '', top = ''] = stdout.split(/^(?=@@ )/m);
  await user.run(['apply', '--cached'], { input: `${head}${top}` });
}

async function stageTop(desk: Desk): Promise<void> {
  const path = pickPath(desk);
  desk.scene.files.edit(path, 'both');
  await (desk.random.chance(50) ? stageTopByAnswers(desk, path) : stageTopByPatch(desk, path));
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
