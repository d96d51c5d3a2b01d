import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument, top } from '../../support/document.ts';

const { text } = readDocument('ARCHITECTURE.md');

describe('ARCHITECTURE', () => {
  test('names every room', () => {
    const rooms = readdirSync(join(top, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rooms.map(({ name }) => `\`src/${name}/\``).filter((room) => !text.includes(room))).toEqual([]);
  });

  test('names only files and folders that are there', () => {
    const paths = [...text.matchAll(/(?<![\w/])(?:src|test)\/[\w./-]*\w/g)].map(([path]) => path);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(top, path)))).toEqual([]);
  });

  test('is about a page', () => {
    expect(text.split('\n').length).toBeLessThan(160);
  });
});
