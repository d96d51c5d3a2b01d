import { type Finding, SEVERITIES } from '../tasks/findings.ts';
import type { Manifest, Round } from './manifest.ts';

/** The message of the commit of a round: what was dealt with, worst first, in one line. */
export function roundMessage(
  { plan_slug: slug, run_id: run }: Manifest,
  { round }: Round,
  reviewer: string,
  done: readonly Finding[],
): string {
  const subject = `docs(plans): refine ${slug} against ${reviewer} (round ${round})`;
  const themes = SEVERITIES.flatMap((severity) => {
    const titles = done.filter((finding) => finding.severity === severity).map(({ title }) => fold(title));
    return titles.length === 0 ? [] : [`${titles.length} ${severity} (${titles.join('; ')})`];
  });
  return `${subject}\n\n${themes.join(' + ')}\n\nPlanex-Refine: ${run}\nPlanex-Round: ${round}\n`;
}

function fold(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
