import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitIndex, type Desk, type Habit, pickPath, stage } from './habit.ts';
import { fileOf } from './users-files.ts';

async function editAndStage(desk: Desk): Promise<void> {
  const path = pickPath(desk);
  desk.scene.files.edit(path);
  await stage(desk, path);
}

const commitStaged: Habit = async (desk) => {
  await editAndStage(desk);
  await desk.user.run(['commit', '--quiet', '-m', `mine: staged ${desk.number()}`]);
  commitIndex(desk);
};

const commitAll: Habit = async (desk) => {
  const { files } = desk.scene;
  files.edit(pickPath(desk));
  await desk.user.run(['commit', '--quiet', '--all', '-m', `mine: all ${desk.number()}`]);
  for (const file of files.byPath.values()) file.index = file.work;
  commitIndex(desk);
};

/** Commits one path while another stays staged. */
const commitPath: Habit = async (desk) => {
  await editAndStage(desk);
  const path = pickPath(desk);
  desk.scene.files.edit(path);
  await desk.user.run(['commit', '--quiet', '-m', `mine: path ${desk.number()}`, '--', path]);
  const file = fileOf(desk.scene.files.byPath, path);
  file.index = file.work;
  file.head = file.work;
};

const amend: Habit = async (desk) => {
  await commitStaged(desk);
  await editAndStage(desk);
  await desk.user.run(['commit', '--quiet', '--amend', '--no-edit']);
  commitIndex(desk);
};

const LONGEST_EDIT_MS = 1_500;

/** Commits with an editor that stays open for a while: that time is what is tried here. */
const commitWithEditor: Habit = async (desk) => {
  await editAndStage(desk);
  const signals = join(desk.scene.folder, '..');
  const open = join(signals, 'editor-open');
  const close = join(signals, 'editor-close');
  const editor = `sh -c 'touch ${open}; until [ -e ${close} ]; do sleep 0.02; done; echo "mine: typed" > "$1"' editor`;
  const committed = new AbortController();
  const typing = (async () => {
    while (!existsSync(open) && !committed.signal.aborted) await sleep(5);
    await sleep(desk.random.below(LONGEST_EDIT_MS));
    rmSync(open, { force: true });
    await desk.user.read('log', '-1', '--format=%s');
    writeFileSync(close, '');
  })();
  await desk.user.run(['commit', '--quiet'], { env: { GIT_EDITOR: editor } });
  committed.abort();
  await typing;
  rmSync(close, { force: true });
  commitIndex(desk);
};

/** Habits that end with a commit. */
export const committing: Record<string, Habit> = {
  commitStaged,
  commitAll,
  commitPath,
  amend,
  commitWithEditor,
};
