import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, type Habit, pickPath, tidyUp } from './habit.ts';
import { runCommand } from './run-command.ts';
import { fileOf } from './users-files.ts';

/** Goes back to before a rebase or merge that stopped in the middle. */
async function abort({ scene, user }: Desk): Promise<boolean> {
  const isThere = (name: string): boolean => existsSync(join(scene.folder, '.git', name));
  const isHalfBegun = isThere('rebase-merge') && !isThere('rebase-merge/head-name');
  if (isHalfBegun) await takeBack({ scene, user }, isThere('rebase-merge/autostash'));
  else if (isThere('rebase-merge') || isThere('rebase-apply')) await user.run(['rebase', '--abort']);
  else if (isThere('MERGE_HEAD')) await user.run(['merge', '--abort']);
  return false;
}

/**
 * Leaves a rebase that met a lock after it had put the user's changes aside and before it noted where it began: git then
 * knows no way back but this one. The changes may still be in the files, too.
 */
async function takeBack({ scene, user }: Pick<Desk, 'scene' | 'user'>, isAside: boolean): Promise<void> {
  await user.run(['rebase', '--quit']);
  if (!isAside) return;
  const { code } = await runCommand('git', ['diff', '--quiet'], { cwd: scene.folder });
  await user.run(['stash', code === 0 ? 'pop' : 'drop', '--quiet']);
}

/** Commits a change of one file; returns the commit's short id, as git says it. */
async function commitChange(desk: Desk): Promise<string> {
  const path = pickPath(desk);
  desk.scene.files.edit(path);
  const { stdout } = await desk.user.run(['commit', '-m', `mine: change ${desk.number()}`, '--', path]);
  const file = fileOf(desk.scene.files.byPath, path);
  file.index = file.work;
  file.head = file.work;
  const [, id] = /^\[\S+ ([0-9a-f]+)\]/.exec(stdout) ?? [];
  if (id === undefined) throw new Error(`git commit does not say what it made: ${stdout}`);
  return id;
}

const autosquash: Habit = async (desk) => {
  await tidyUp(desk);
  const id = await commitChange(desk);
  if (desk.random.chance(50)) await commitChange(desk);
  const path = `mine/fixed-${desk.number()}.txt`;
  writeFileSync(join(desk.scene.folder, path), 'fixed\n');
  await desk.user.run(['add', '--', path]);
  await desk.user.run(['commit', '--quiet', `--fixup=${id}`]);
  await desk.user.run(['rebase', '--quiet', '--interactive', '--autosquash', `${id}~1`], {
    env: { GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' },
    recover: () => abort(desk),
  });
};

const rewrite: Habit = async (desk) => {
  await tidyUp(desk);
  const id = await commitChange(desk);
  await commitChange(desk);
  await desk.user.run(['rebase', '--quiet', '--force-rebase', `${id}~1`], { recover: () => abort(desk) });
};

/** Writes something new on the branch `side`, and comes back. */
const visitSide: Habit = async (desk) => {
  const { scene, user } = desk;
  await tidyUp(desk);
  await user.run(['switch', '--quiet', 'side']);
  if (desk.random.chance(70)) {
    const path = `side/${desk.number()}.txt`;
    mkdirSync(join(scene.folder, 'side'), { recursive: true });
    writeFileSync(join(scene.folder, path), 'on the side\n');
    await user.run(['add', '--', path]);
    await user.run(['commit', '--quiet', '-m', 'side: something new']);
  }
  await user.run(['switch', '--quiet', 'main']);
};

const mergeSide: Habit = async (desk) => {
  await tidyUp(desk);
  if (desk.random.chance(50)) desk.scene.files.edit(pickPath(desk));
  await desk.user.run(['merge', '--quiet', '--no-edit', 'side'], { recover: () => abort(desk) });
};

/** Brings `side` onto what is pushed: what is not may still be rewritten, and would then be there twice. */
const rebaseSide: Habit = async (desk) => {
  await tidyUp(desk);
  await desk.user.run(['push', '--quiet']);
  await desk.user.run(['switch', '--quiet', 'side']);
  await desk.user.run(['rebase', '--quiet', 'origin/main'], { recover: () => abort(desk) });
  await desk.user.run(['switch', '--quiet', 'main']);
};

/** Somebody else pushes a new file. */
async function othersPush(desk: Desk): Promise<void> {
  const { scene } = desk;
  const path = `theirs/${desk.number()}.txt`;
  mkdirSync(join(scene.theirs, 'theirs'), { recursive: true });
  writeFileSync(join(scene.theirs, path), 'theirs\n');
  for (const args of [
    ['pull', '--quiet', '--rebase'],
    ['add', '--', path],
    ['commit', '--quiet', '-m', 'theirs: something new'],
    ['push', '--quiet'],
  ]) {
    const { code, stderr } = await runCommand('git', args, { cwd: scene.theirs });
    if (code !== 0) throw new Error(`theirs: git ${args.join(' ')}: ${stderr}`);
  }
}

const pullAndMerge: Habit = async (desk) => {
  await othersPush(desk);
  await tidyUp(desk);
  await desk.user.run(['pull', '--quiet', '--no-rebase', '--no-edit'], { recover: () => abort(desk) });
  await desk.user.run(['push', '--quiet']);
};

const pullAndRebase: Habit = async (desk) => {
  await othersPush(desk);
  await tidyUp(desk);
  if (desk.random.chance(50)) desk.scene.files.edit(pickPath(desk));
  await desk.user.run(['pull', '--quiet', '--rebase', '--autostash'], { recover: () => abort(desk) });
  await desk.user.run(['push', '--quiet']);
};

/** Habits around branches and the remote. */
export const branching: Record<string, Habit> = {
  autosquash,
  rewrite,
  visitSide,
  mergeSide,
  rebaseSide,
  pullAndMerge,
  pullAndRebase,
};
