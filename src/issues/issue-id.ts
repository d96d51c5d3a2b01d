/** The first `ISS-YYYYMMDD-NNN` of a day (UTC) that nobody has yet. Ids of other letters or case are taken as well. */
export function makeIssueId(nowMs: number, taken: Iterable<string>): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
  const folded = new Set([...taken].map((id) => id.toUpperCase()));
  for (let number = 1; ; number++) {
    const id = `ISS-${day}-${String(number).padStart(3, '0')}`;
    if (!folded.has(id)) return id;
  }
}
