// Shows planex at work in a throw-away repository, and removes every trace of it. With --keep the repository stays.
import { firstFiles, plan, planLabel, solution, solutionLabel } from './demo/artifacts.ts';
import { openStage, type Stage } from './demo/stage.ts';

/** When something is wrong; on a machine with much else to do it takes longer than on others. */
const DEADLINE_MS = 180_000;

/** What a person has under way in the repository: something staged, more of it unstaged, a file not added yet. */
async function leaveWorkUnfinished(stage: Stage): Promise<void> {
  await stage.write({ path: 'notes.txt', text: 'buy milk\nstaged: call Grace\n' });
  await stage.run('git', 'add', 'notes.txt');
  await stage.write({ path: 'notes.txt', text: 'buy milk\nstaged: call Grace\nnot staged: sleep\n' });
  await stage.write({ path: 'ideas.txt', text: 'not added yet\n' });
}

/** Index and work tree of the person's own files, as text that can be compared. */
async function photograph(stage: Stage): Promise<string> {
  const own = ['--', 'notes.txt', 'ideas.txt'];
  const seen = [
    await stage.run('git', 'diff', '--cached', ...own),
    await stage.run('git', 'diff', ...own),
    await stage.run('git', 'status', '--short', ...own),
  ];
  return seen.join('');
}

/** Drops a plan and a solution once the log is followed, and prints the log until both are reported done. */
async function dropAndFollow(stage: Stage, signal: AbortSignal): Promise<void> {
  const awaited = new Set([planLabel, solutionLabel]);
  let dropped = false;
  for await (const line of stage.follow(signal, 'planex', 'logs', '-f')) {
    console.log(line);
    if (!dropped) {
      dropped = true;
      await stage.write(plan);
      await stage.write(solution);
    }
    const [, verdict, label = ''] = /^EXEC_(DONE|FAILED):([^:]+)/.exec(line) ?? [];
    if (verdict === 'FAILED') throw new Error(`planex reported ${line}`);
    if (verdict === 'DONE') awaited.delete(label);
    if (awaited.size === 0) return;
  }
  signal.throwIfAborted();
  throw new Error('planex logs ended before the work did');
}

async function show(stage: Stage, program: 'git' | 'planex', ...args: string[]): Promise<void> {
  console.log(`$ ${[program, ...args].join(' ')}`);
  process.stdout.write(await stage.run(program, ...args));
}

function announce(text: string): void {
  console.log(`\n── ${text} ──`);
}

async function perform(stage: Stage, signal: AbortSignal): Promise<void> {
  announce(`a throw-away repository (${stage.folder})`);
  await stage.run('git', 'init', '--quiet');
  for (const file of firstFiles) await stage.write(file);
  await stage.run('git', 'add', '.');
  await stage.run('git', 'commit', '--quiet', '--message', 'docs: begin');
  await leaveWorkUnfinished(stage);
  const before = await photograph(stage);
  await show(stage, 'git', 'status', '--short');

  signal.throwIfAborted();
  announce('the daemon');
  await show(stage, 'planex', 'start');

  signal.throwIfAborted();
  announce(`two files are dropped: ${plan.path} and ${solution.path}`);
  await dropAndFollow(stage, signal);

  announce('where everything stands');
  await show(stage, 'planex', 'status');

  announce('what landed: each task is a commit that holds nothing but its own paths');
  await show(stage, 'git', 'log', '--reverse', '--stat', '--format=%n%h %an: %s%n%n%b', '-4');

  announce('your own work, as it was; plan and solution wait for you to commit them');
  await show(stage, 'git', 'status', '--short');
  if ((await photograph(stage)) !== before) throw new Error('the work that was under way is not as it was');

  announce('the end');
  await show(stage, 'planex', 'stop');
}

async function main(keep: boolean): Promise<void> {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => abort.abort(new Error(`ended by ${name}`)));
  }
  const tooLate = new Error(`the tasks were not done after ${DEADLINE_MS / 1000} s`);
  setTimeout(() => abort.abort(tooLate), DEADLINE_MS).unref();

  const stage = await openStage();
  try {
    await perform(stage, abort.signal);
  } catch (error) {
    process.exitCode = 1;
    console.error(`\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
    const log = await stage.readDaemonLog();
    if (log !== '') console.error(`The log of the daemon:\n${log}`);
    if (!keep)
      console.error('`npm run demo -- --keep` leaves the repository in place, so that you can look.');
  } finally {
    await stage.close(keep);
  }
  console.log(keep ? `kept: ${stage.folder}` : 'removed: the repository and all that belonged to it');
}

await main(process.argv.includes('--keep'));
