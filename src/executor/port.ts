/**
 * What tools ask of the place they work in: the host (`local`) or a sandbox (`cloud`). One conformance suite
 * (src/executor/contract) runs against every implementation. Paths are relative to the session's folder and are refused
 * with PATH_OUTSIDE_WORKSPACE when they leave it: by `..`, by being absolute elsewhere, or through a symbolic link.
 */
import type { RuntimeMode } from '../protocol/entities.ts';

export type Place = { sessionId: string; folder: string };

/** Text for `bash -c`; or a program, looked up in PATH, with its arguments as they are: no shell reads them. */
export type ExecProgram = { script: string } | { argv: readonly string[] };

export type ExecCommand = ExecProgram & {
  /** Relative to the folder; `.` is the folder itself. */
  cwd: string;
  timeoutMs: number;
  /** Output kept; of a longer one the head and the tail, the middle counted in `truncatedBytes`. */
  outputBytes: number;
};
export type ExecIo = {
  signal: AbortSignal;
  onOutput: (chunk: { stream: 'stdout' | 'stderr'; offset: number; delta: string }) => void;
};
/** How a command ended. `output` is stdout and stderr as they came. `exitCode` is 128 + n after signal n. */
export type ExecResult = {
  end: 'exited' | 'timed_out' | 'aborted';
  exitCode: number;
  output: string;
  truncatedBytes: number;
  durationMs: number;
};

export type FileEntry = { name: string; kind: 'file' | 'directory' | 'symlink' | 'other'; bytes: number };

export type SearchQuery = {
  /** A file or directory, relative to the folder. */
  path: string;
  /** A fixed string, or with `regex` a pattern in RE2's syntax (which is ripgrep's, and takes linear time). One line at a time. */
  pattern: string;
  regex: boolean;
  ignoreCase: boolean;
  /**
   * Only files whose path below `path` this glob matches (`*` within a name, `**` across, `{a,b}` either); one without a slash is
   * about the name alone, in any directory. All files without it.
   */
  glob?: string;
  maxMatches: number;
  /** Of a longer line this much is kept. */
  maxLineChars: number;
};
/** `path` is relative to the folder, `line` counts from 1. */
export type SearchMatch = { path: string; line: number; text: string };

/** `sha256` of the bytes on disk, or `absent`. */
export type ContentHash = string;

export interface Executor {
  readonly mode: RuntimeMode;
  /** `namespace`: nothing survives the command or the gateway. `process-group`: weaker, said by doctor and the UI. */
  readonly containment: 'namespace' | 'process-group' | 'container';

  /** Runs a command to its end. Never rejects for what the command does; rejects only when it cannot be started at all. */
  exec(place: Place, command: ExecCommand, io: ExecIo): Promise<ExecResult>;
  /**
   * Reads `maxBytes` from `offset`. `totalBytes` and `hash` are of the whole file.
   * @throws ProtocolError PATH_OUTSIDE_WORKSPACE | NOT_FOUND | TOOL_EXEC_FAILED (a directory, a device, no permission, too large)
   */
  readFile(
    place: Place,
    path: string,
    range: { offset: number; maxBytes: number },
  ): Promise<{ bytes: Uint8Array; totalBytes: number; hash: ContentHash }>;
  /** Entries of a directory, by name. @throws ProtocolError as readFile */
  list(place: Place, path: string, limit: number): Promise<{ entries: FileEntry[]; total: number }>;
  /**
   * Lines that match, ordered by path (name by name, each by its bytes) and line. Hidden files, binary files (a NUL anywhere), what
   * .gitignore files between the session's folder and the file leave out, symbolic links, and what cannot be read are not
   * searched; `path` itself is, also when it is hidden or left out. Of a line its end (CR LF too) does not count, and no more than its
   * first MiB; bytes that are not UTF-8 read as U+FFFD. `truncated`: there are more than `maxMatches`. Aborting rejects with the
   * signal's reason.
   * @throws ProtocolError as readFile; INVALID_REQUEST when the pattern or glob cannot be read
   */
  search(
    place: Place,
    query: SearchQuery,
    signal: AbortSignal,
  ): Promise<{ matches: SearchMatch[]; truncated: boolean }>;
  /** Content of a file to be replaced, `absent` with empty bytes when there is none. @throws ProtocolError as readFile */
  snapshot(place: Place, path: string, maxBytes: number): Promise<{ bytes: Uint8Array; hash: ContentHash }>;
  /**
   * Replaces a file atomically (temporary file, fsync, rename) if its content still is `expected`; makes missing parent
   * directories. Content that already is the new content counts as written.
   * @throws ProtocolError APPROVAL_STALE when the content is neither; otherwise as readFile, and STORAGE_FULL
   */
  writeFile(place: Place, path: string, content: Uint8Array, expected: ContentHash): Promise<{ hash: ContentHash }>;
}
