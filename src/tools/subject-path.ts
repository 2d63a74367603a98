import { posix } from 'node:path';

/**
 * The path of a call as rules of the policy see it (CallSubject.path): `.` and `..` are worked out, without a leading `./` or a
 * final `/`, so that one file has one name. Lexical, as the executor's own walk is. A path that leaves the folder keeps its
 * `..`, an absolute one stays absolute: the folder is not known here.
 */
export function subjectPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
