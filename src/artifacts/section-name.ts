/** What a section is called, whatever the case, the numbering, `&` or `and`, and what stands in parentheses. */
export function nameSection(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\(.*?\)|[*_`]|^[\d.]+\s+/g, '')
    .replaceAll('&', 'and')
    .replace(/[\s:]+/g, ' ')
    .trim();
}
