const LONGEST_SLUG = 50;

/** A title on one line, without what would steer a terminal or break a heading. */
export function foldTitle(title: string): string {
  return title
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .replace(/^#+\s+/, '');
}

/** The name of a plan's file: the day, and the title as one word; `plan` for a title without letters or digits. */
export function namePlanFile(title: string, day: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (longer.length > LONGEST_SLUG) break;
    slug = longer;
  }
  if (slug === '')
    slug = Array.from(words[0] ?? 'plan')
      .slice(0, LONGEST_SLUG)
      .join('');
  return `${day}-${slug}.md`;
}
