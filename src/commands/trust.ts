import { findPathInRepository } from '../compose/path-in-repository.ts';
import { requirePerson } from '../compose/require-person.ts';
import { nameWatched, seeFiles } from '../compose/seen-files.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { TrustView } from '../daemon/admission/inspect-trust.ts';
import { OperatorError } from '../errors.ts';
import { quoteId } from '../tasks/quote-id.ts';
import type { Command, CommandInput } from './command.ts';
import { describeEnded } from './describe-ended.ts';
import { printJson, type Terminal } from './terminal.ts';
import { showAdmitted, showTrustView } from './trust-views.ts';

export const trust: Command = {
  args: [{ name: '[paths...]', description: 'plans, solutions or .planexrc to admit' }],
  options: [
    { flags: '--all', description: 'admit everything that waits for it' },
    { flags: '--yes', description: 'do not ask' },
    { flags: '--list', description: 'show what is admitted, how and since when' },
    {
      flags: '--revoke',
      description: 'take back what was admitted of these files, and end what runs of them',
    },
    { flags: '--json', description: 'print JSON, and admit nothing' },
  ],
  details:
    'Shows what would run: the commands, the backends, and what has changed since it was admitted last. Without paths\nnothing is admitted. With paths or --all it asks on a terminal first. Trust is bound to the exact bytes a file has now:\nwhen it changes by a pull or a checkout, planex asks again.\n\nJSON: { files: [{ path, digest, admitted?: { how, at? }, keys?, tasks: [{ id, title, backend, commands, verify }] }] }',
  examples: [
    'planex trust',
    'planex trust docs/plans/2026-11-20-login.md',
    'planex trust --all --yes',
    'planex trust --list',
    'planex trust --revoke docs/plans/2026-11-20-login.md',
  ],
  async run(input) {
    const { cwd, args, options, io } = input;
    const paths = await Promise.all(args.map((path) => findPathInRepository(cwd, path)));
    if (options['revoke'] === true) return revoke(input, paths);
    const views = await withOperations(cwd, 'read', (operations) => operations.inspect({ paths }));
    if (options['list'] === true) {
      const admitted = views.filter((view) => view.admitted !== undefined);
      if (options['json'] === true) printJson(io, { files: admitted });
      else showAdmitted(admitted, io);
      return 0;
    }
    const asked = paths.length > 0 ? views : views.filter(waits);
    if (options['json'] === true) {
      printJson(io, { files: asked });
      return 0;
    }
    if (paths.length === 0 && options['all'] !== true) return show(input, asked);
    requirePerson('trust');
    return admit(input, paths, asked);
  },
};

/** What nothing could run of in any case is not asked about. */
function waits({ admitted, keys, tasks }: TrustView): boolean {
  return admitted === undefined && (keys !== undefined || tasks.length > 0);
}

async function show({ cwd, io }: CommandInput, views: readonly TrustView[]): Promise<number> {
  for (const view of views) await showTrustView(cwd, view, io);
  if (views.length === 0) io.out('nothing waits to be trusted');
  else io.out('nothing of this runs yet: planex trust <path> admits one, planex trust --all all of them');
  return 0;
}

async function admit(
  { cwd, options, io }: CommandInput,
  paths: string[],
  views: readonly TrustView[],
): Promise<number> {
  const fresh = views.filter((view) => view.admitted === undefined);
  if (io.interactive && options['yes'] !== true && fresh.length > 0) {
    for (const view of fresh) await showTrustView(cwd, view, io);
    const { askYesNo } = await import('./ask.ts');
    if (!(await askYesNo('Let this run as it is now?', false))) {
      io.out('nothing is admitted');
      return 0;
    }
  }
  const shown = Object.fromEntries(views.map(({ path, digest }) => [path, digest]));
  const all = options['all'] === true;
  const wanted = all ? fresh.map(({ path }) => path) : paths;
  const seen = await seeFiles(cwd, wanted);
  const outcome = await withOperations(cwd, 'write', (operations) =>
    operations.trust({ paths: wanted, all: false, shown, seen }),
  );
  for (const { path, digest, tasks } of outcome.trusted) {
    const what = tasks === 0 ? '' : `, ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;
    io.out(`trusted ${path} (${digest.slice(0, 19)}…${what})`);
  }
  for (const path of outcome.already) io.out(`already trusted: ${path}`);
  const named = [...outcome.trusted.map(({ path }) => path), ...outcome.already];
  if (named.length === 0) io.out('nothing waits to be trusted');
  else await tellHeld(cwd, named, io);
  return 0;
}

/** Trust is no approval: a plan that a person has rejected, or that is a draft, waits on. */
async function tellHeld(cwd: string, paths: readonly string[], io: Terminal): Promise<void> {
  const { tasks } = await withOperations(cwd, 'read', (operations) => operations.status());
  for (const path of paths) {
    const approval = `planex approve ${quoteId(path)}`;
    const held = tasks.find(
      ({ artifact, reason }) => artifact === path && reason?.action?.startsWith(approval) === true,
    )?.reason;
    if (held === undefined) continue;
    io.out(`${path} is held all the same: ${held.message}`);
    io.out(`  do: ${held.action}`);
  }
}

async function revoke({ cwd, io }: CommandInput, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) {
    throw new OperatorError('nothing named to revoke', { todo: 'planex trust --list, then name files' });
  }
  for (const path of paths) {
    const { ended, landed, file } = await withOperations(cwd, 'write', async (operations) => {
      const named = await nameWatched(operations, cwd, path);
      return { ...(await operations.revoke({ path })), file: named };
    });
    io.out(`${file} waits for trust again`);
    for (const line of describeEnded({ ended, landed })) io.out(line);
  }
  return 0;
}
