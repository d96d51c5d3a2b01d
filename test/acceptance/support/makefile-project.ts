import { makeProject, type Project } from './project.ts';

/** A project whose words are in order, as `make test` says, which also builds what no rule ignores. */
export function makeMakefileProject(): Project {
  return makeProject({
    Makefile:
      '.PHONY: all test\nall: words.sorted\n\nwords.sorted: words\n\tsort words > $@\n\ntest: all\n\tsort -c words\n\t@echo words are in order\n',
    words: 'ape\nbee\n',
  });
}
