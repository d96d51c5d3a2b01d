/** What differs between one installed hook and another. */
export interface HookDetails {
  version: string;
  /** Folders of the plans that are guarded, relative to the top of the work tree. */
  planFolders: readonly string[];
}

const OWN = /^#!\/bin\/sh\n# planex (\S+): the ([\w-]+) hook, made by /;

/** The text of an installed hook, from the template that planex comes with. */
export function renderHook(template: string, name: string, { version, planFolders }: HookDetails): string {
  const plans = planFolders.map((folder) => `--plans ${quote(folder)}`).join(' ');
  return template
    .replaceAll('@VERSION@', () => version)
    .replaceAll('@NAME@', () => name)
    .replaceAll('@PLANS@', () => plans);
}

/** The version that made a hook, or undefined for one that planex has not made. */
export function readHookVersion(text: string): string | undefined {
  return OWN.exec(text)?.[1];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
