import { basename } from 'node:path';

/** What the system has to start when its user logs in: the daemon of one repository. All paths are absolute. */
export interface StartEntry {
  /** Node, and the program of planex that it runs. */
  node: string;
  program: string;
  /** The work tree that the daemon works for. */
  home: string;
  /** 16 hex digits that name the repository. */
  repositoryId: string;
  /** Variables that the daemon needs and that the system does not set by itself, above all PATH. */
  env: Readonly<Record<string, string>>;
}

const LONGEST_SLUG = 32;

/** A name for the entry that tells people which repository it is and that no other repository has. */
export function nameEntry({ home, repositoryId }: Pick<StartEntry, 'home' | 'repositoryId'>): string {
  const words =
    basename(home)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, LONGEST_SLUG).replace(/-$/, '');
  return ['planex', slug, repositoryId.slice(0, 8)].filter((part) => part !== '').join('-');
}

/** The variables of an environment that an entry carries on: where programs are found and where state is kept. */
export function pickEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'XDG_STATE_HOME'];
  const found = names.flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}
