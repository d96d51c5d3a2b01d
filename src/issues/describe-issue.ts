import type { Issue } from './issue.ts';

const PARTS = [
  ['context', ''],
  ['actual_behavior', 'What happens: '],
  ['expected_behavior', 'What should happen: '],
  ['affected_components', 'It is about: '],
  ['feedback', 'What was said about earlier attempts: '],
] as const;

/** All that an issue says of what is wanted, for whoever plans it; its title where it says nothing else. */
export function describeIssue({ title, fields }: Issue): string {
  const parts = PARTS.flatMap(([key, lead]) => {
    const said = sayField(fields[key]);
    return said === '' ? [] : [`${lead}${said}`];
  });
  return parts.length === 0 ? title : parts.join('\n\n');
}

function sayField(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (!Array.isArray(value)) return '';
  return value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('; ');
}
