import { fence } from './fence.ts';

/** The repository's own rules for plans. Without a text it is too long to be quoted. */
export interface PlansGuide {
  /** From the top of the repository. */
  path: string;
  text?: string;
}

/** The section of a prompt that passes them on; nothing where there are none. */
export function describePlansGuide(guide: PlansGuide | undefined): string {
  if (guide === undefined) return '';
  const { path, text } = guide;
  const body =
    text === undefined ? `It is long: read \`${path}\` in the current directory.` : fence(text, 'markdown');
  return `## The repository's guide for plans (${path})\n\n${body}`;
}
