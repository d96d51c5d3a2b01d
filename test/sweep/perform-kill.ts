import { describeFault, isDone, isWorkDone, type KillAt, liveOnce } from './daemon.ts';
import { damageRecords, giveUpHalfLanded } from './damage.ts';
import { findLocks, findViolations } from './invariants.ts';
import { COMMANDS, type Kill } from './kill.ts';
import type { Photograph } from './photograph.ts';
import type { ProgramEnd } from './run-program.ts';
import type { Scene } from './scene.ts';
import { commitAsUser, STAGED } from './user.ts';
import { forgetDeaths } from './forget-deaths.ts';
import type { Violation } from './violation.ts';

const COMMAND_MS = 180_000;

const ARGUMENTS: Record<(typeof COMMANDS)[number], string[]> = {
  status: ['status'],
  why: ['why', 'tracked#1'],
  once: ['once', '--dry-run'],
  pause: ['unpause'],
  trust: ['trust', '.planexrc'],
};

/** What became of one kill. */
export interface KillOutcome {
  /** How many processes were killed: a point may lie where a run no longer comes. */
  kills: number;
  violations: Violation[];
}

/** Kills the daemon of a scene, does what follows, brings everything to its end and judges it. */
export async function performKill(scene: Scene, kill: Kill, expected: Photograph): Promise<KillOutcome> {
  const violations: Violation[] = [];
  let kills = 0;
  let committed = false;
  const live = async (killAt?: KillAt): Promise<boolean> => {
    const life = await liveOnce(scene, { killAt });
    if (life.killed) kills += 1;
    if (life.stuck !== undefined) violations.push({ rule: 'stuck', detail: life.stuck });
    return life.killed;
  };

  if (await live(kill.first)) {
    if (kill.damage !== undefined) await damageRecords(scene, kill.damage);
    const command = COMMANDS.find((name) => name === kill.variant);
    if (command !== undefined) {
      if (await runKilled(scene, ARGUMENTS[command], kill.second)) {
        kills += 1;
        await scene.planex(ARGUMENTS[command]);
      }
      violations.push(...(await judgeSettled(scene)));
      if (kill.damage === 'journals') await giveUpHalfLanded(scene);
      const { code, stdout, stderr } = await scene.planex(['once']);
      // A draft waits for a person, who is told so by the exit code.
      const waits = scene.work.refinedPlan !== undefined && code === 1 && isWorkDone(scene);
      if (code !== 0 && !waits)
        violations.push({ rule: 'stuck', detail: `planex once: ${code}\n${stdout}${stderr}` });
      // What goes on in the background is the daemon's alone.
      else if (!isDone(scene)) await live();
    } else {
      if (kill.variant === 'user') {
        committed = true;
        violations.push(...judgeCommit(await commitAsUser(scene)));
      }
      if (await live(kill.second)) {
        if (kill.damage === 'journals') {
          await scene.planex(ARGUMENTS.status);
          await giveUpHalfLanded(scene);
        }
        await forgetDeaths(scene);
        await live();
      }
    }
  }
  if (!committed) {
    const commit = await commitAsUser(scene);
    if (commit.removedLock) violations.push({ rule: 'lock-left', detail: 'index.lock, at the end' });
    violations.push(...judgeCommit(commit));
  }
  return { kills, violations: [...violations, ...(await findViolations(scene, expected))] };
}

/** What must hold as soon as a command has ended: the landing is settled and nobody has to remove anything. */
async function judgeSettled(scene: Scene): Promise<Violation[]> {
  const staged = (await scene.git('diff', '--cached', '--name-only', '--no-renames')).split('\n').sort();
  const locks = await findLocks(scene);
  return [
    ...locks.filter(({ detail }) => !detail.includes('/worktrees/') && !detail.includes('/planex/')),
    ...staged
      .filter((path) => !STAGED.includes(path))
      .map((path): Violation => ({ rule: 'revert-or-sweep', detail: `staged after a command: ${path}` })),
    ...STAGED.filter((path) => !staged.includes(path)).map(
      (path): Violation => ({ rule: 'lost', detail: `not staged after a command: ${path}` }),
    ),
  ];
}

/** Runs a command that is killed on the way; false when it came to its end. */
async function runKilled(scene: Scene, args: readonly string[], at: KillAt | undefined): Promise<boolean> {
  const program = scene.startPlanex(args, describeFault(at));
  const timer = setTimeout(
    () => program.kill('SIGKILL'),
    at?.kind === 'moment' ? Math.min(at.afterMs, COMMAND_MS) : COMMAND_MS,
  );
  const end: ProgramEnd = await program.ended;
  clearTimeout(timer);
  return end.signal === 'SIGKILL';
}

function judgeCommit({ problem }: Awaited<ReturnType<typeof commitAsUser>>): Violation[] {
  return problem === undefined ? [] : [{ rule: 'commit-refused', detail: problem }];
}
