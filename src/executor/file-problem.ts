import { isProtocolError, ProtocolError } from '../protocol/errors.ts';

/** A path as it may be shown: as the caller gave it, on one line, not endless. */
export function shown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

/**
 * What an error of the file system means to the one who asked. Only the error's code is read: its message holds host paths.
 * Anything that is not an error of the system is a bug and passes through.
 */
export function fileProblem(error: unknown, path: string): unknown {
  if (isProtocolError(error) || !(error instanceof Error) || !('code' in error)) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'ENOENT':
      return new ProtocolError('NOT_FOUND', `There is no ${shown(path)} in the session folder.`, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new ProtocolError('STORAGE_FULL', `The disk is full: ${shown(path)} was not written.`, options);
    case 'EACCES':
    case 'EPERM':
      return new ProtocolError('TOOL_EXEC_FAILED', `Permission denied for ${shown(path)}.`, options);
    case 'EROFS':
      return new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} is on a read-only file system.`, options);
    case 'ENAMETOOLONG':
      return new ProtocolError('TOOL_EXEC_FAILED', `The name ${shown(path)} is too long.`, options);
    case 'ENOTDIR':
      return new ProtocolError('TOOL_EXEC_FAILED', `A part of ${shown(path)} is not a directory.`, options);
    case 'EISDIR':
      return new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} is a directory.`, options);
    default:
      return new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} failed with ${String(error.code)}.`, options);
  }
}
