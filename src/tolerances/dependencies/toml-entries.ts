/** A key of a TOML document with the name of its table and its value as written, on one line. */
export interface TomlEntry {
  /** As in `target.x.dependencies`; `package` for each `[[package]]`. */
  table: string[];
  /** Counts tables, so that two of one name are told apart. */
  section: number;
  key: string;
  value: string;
}

/** Reads the entries of a TOML document, one by one; what it does not understand it passes over. */
export function readTomlEntries(text: string): TomlEntry[] {
  const entries: TomlEntry[] = [];
  let table: string[] = [];
  let section = 0;
  let open: { key: string; value: string } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const said = stripComment(line).trim();
    if (open !== undefined) {
      open.value += ` ${said}`;
      if (countDepth(open.value) > 0) continue;
      entries.push({ table, section, ...open });
      open = undefined;
      continue;
    }
    const header = /^\[\[?([^\]]+)\]\]?$/.exec(said);
    if (header?.[1] !== undefined) {
      table = splitKey(header[1]);
      section += 1;
      continue;
    }
    const [, key, value] = /^((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=\s*(.*)$/.exec(said) ?? [];
    if (key === undefined || value === undefined) continue;
    if (countDepth(value) > 0) open = { key: unquote(key), value };
    else entries.push({ table, section, key: unquote(key), value });
  }
  return entries;
}

/** The strings in an array as written. */
export function readStrings(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, one, other]) => one ?? other ?? '');
}

/** The string that a key of an inline table has, as in `{ package = "tea" }`. */
export function readInline(value: string, key: string): string | undefined {
  const found = new RegExp(`[{,]\\s*${key}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|(\\w+))`).exec(value);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** A string without its quotes. */
export function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function splitKey(text: string): string[] {
  return (text.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? []).map(unquote);
}

function stripComment(line: string): string {
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#') return line.slice(0, index);
  }
  return line;
}

function countDepth(value: string): number {
  const bare = value.replace(/"[^"]*"|'[^']*'/g, '');
  return (bare.match(/[[{]/g) ?? []).length - (bare.match(/[\]}]/g) ?? []).length;
}
