import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { createLocator } from '../artifacts/text-position.ts';

/** A plan is a whole file, or one fence labelled `md` and nothing else; a fence inside of that would end it. */
export function adviseOnEnvelope(text: string): Diagnostic[] {
  const open = /^\uFEFF?\s*(`{3,}|~{3,})[ \t]*(?:md|markdown)[ \t]*\r?\n/i.exec(text);
  const fence = open?.[1];
  if (open === null || fence === undefined) return [];
  const mark = fence[0] ?? '`';
  const close = new RegExp(`^ {0,3}${mark}{${fence.length},}[ \\t]*\\r?$`, 'm').exec(
    text.slice(open[0].length),
  );
  const warn = (message: string, offset: number): Diagnostic[] => [
    { severity: 'warning', rule: 'envelope', message, ...createLocator(text)(offset) },
  ];
  if (close === null) return warn('the fence around this plan is never closed', 0);
  const end = open[0].length + close.index;
  if (text.slice(end + close[0].length).trim() === '') return [];
  return warn(
    'the fence around this plan ends here, and more follows: indent code by four spaces instead of fencing it, or leave the outer fence out',
    end,
  );
}
