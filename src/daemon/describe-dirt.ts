import { errorCode } from '../errors.ts';
import { quoteId } from '../tasks/quote-id.ts';
import type { Ports } from './ports.ts';

/** In words: that the user's own work is in the way of a landing, and what to do about it. */
export async function describeDirt(
  { repository }: Ports,
  paths: readonly string[],
): Promise<{ message: string; action: string }> {
  const closed = await listClosed(repository, paths);
  if (closed.length > 0) {
    return {
      message: `planex may not read ${closed.join(', ')}, so it cannot tell whether there is work of yours in it`,
      action: 'give back the permission to read it',
    };
  }
  const hidden = await repository.listHiddenPaths(paths);
  const message = `you have uncommitted work in ${paths.join(', ')}`;
  const action = 'commit, stash or move it away';
  if (hidden.length === 0) return { message, action };
  const flags = [...new Set(hidden.map(({ flag }) => flag))];
  const shown = flags.map((flag) => {
    const flagged = hidden.filter((one) => one.flag === flag).map(({ path }) => quoteId(path));
    return `git update-index --no-${flag} ${flagged.join(' ')}`;
  });
  return {
    message: `${message}; git status does not show all of it, since files are marked ${flags.join(' and ')}`,
    action: `${shown.join(' && ')}, then ${action}`,
  };
}

/** Those that may not be read. */
async function listClosed(
  repository: Ports['repository'],
  paths: readonly string[],
): Promise<readonly string[]> {
  const codes = await Promise.all(
    paths.map((path) =>
      repository.readFile(path).then(
        () => undefined,
        (error: unknown) => errorCode(error),
      ),
    ),
  );
  return paths.filter((_, at) => codes[at] === 'EACCES');
}
