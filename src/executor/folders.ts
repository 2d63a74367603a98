import { mkdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { Folders } from '../domain/session/folders.ts';
import { ProtocolError } from '../protocol/errors.ts';

/** Session folders on this machine. `home` is OPENFOAL_HOME, `roots` are what people may choose below. */
export function createFolders({ home, roots }: { home: string; roots: readonly string[] }): Folders {
  const refuse = (why: string) => new ProtocolError('PATH_OUTSIDE_WORKSPACE', `folder: ${why}`);
  return {
    defaultFolder: (sessionId) => join(home, 'workspaces', sessionId),
    choose: async (path) => {
      if (!isAbsolute(path)) throw refuse('give an absolute path.');
      const real = await realpath(path).catch(() => undefined);
      if (real === undefined || !(await stat(real)).isDirectory()) throw refuse('there is no such folder.');
      const realHome = await realpath(home);
      if (isWithin(realHome, real) || isWithin(real, realHome)) {
        throw refuse("that folder is, or holds, OpenFoal's own home: choose another one.");
      }
      const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
      if (!realRoots.some((root) => root !== undefined && isWithin(root, real))) {
        throw refuse('that folder is not below OPENFOAL_WORKSPACE_ROOTS: choose one that is.');
      }
      return real;
    },
    ensure: async (folder) => {
      try {
        if (isWithin(join(home, 'workspaces'), folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
        // A folder that a person chose may be a drive that is away: it is not made anew in its place.
        else if (!(await stat(folder)).isDirectory()) throw new Error('not a folder');
      } catch (cause) {
        throw new ProtocolError('TOOL_EXEC_FAILED', "The session's folder cannot be reached: check that it is there.", {
          cause,
        });
      }
    },
  };
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}
