import { pagesAreBuilt } from '../build.ts';
import { type Finding, ok } from './finding.ts';

/** Whether `openfoal start` has pages to serve, or builds them first. */
export function checkPages(root: string): Finding {
  return pagesAreBuilt(root)
    ? ok('pages', 'built from these sources')
    : ok('pages', 'not built from these sources: the next start builds them, which takes half a minute');
}
