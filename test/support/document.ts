import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The top of the repository that the tests belong to. */
export const top = join(import.meta.dirname, '../..');

/** A Markdown file at the top of the repository. */
export interface Document {
  text: string;
  /** Contents of the fenced blocks of a language. */
  blocks(language: string): string[];
  /** Cells of the table whose first column has this heading, without the backticks around a whole cell. */
  table(heading: string): string[][];
}

/** Reads a Markdown file at the top of the repository. */
export function readDocument(name: string): Document {
  const text = readFileSync(join(top, name), 'utf8');
  return {
    text,
    blocks: (language) =>
      [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
        .filter(([, found]) => found === language)
        .map(([, , content = '']) => content),
    table(heading) {
      const [, rows] = text.split(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\n`, 'm'));
      if (rows === undefined) throw new Error(`${name} has no table "${heading}"`);
      const lines = rows.slice(0, rows.search(/^(?!\|)/m)).trim();
      return lines.split('\n').map((line) => line.slice(2, -2).split(' | ').map(unquote));
    },
  };
}

function unquote(cell: string): string {
  return cell.replace(/^`([^`]*)`$/, '$1');
}
