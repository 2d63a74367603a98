/** Where sessions work on the machine of the gateway. Implemented by src/executor, because only it may touch the disk. */
export interface Folders {
  /** The folder of a session that chose none, absolute. Nothing is made yet. */
  defaultFolder(sessionId: string): string;
  /**
   * The real path of a folder that a person chose.
   * @throws ProtocolError PATH_OUTSIDE_WORKSPACE when it is not under the allowed roots, is OpenFoal's own home, or no folder
   */
  choose(path: string): Promise<string>;
  /**
   * Makes the folder of a session that chose none, readable by its owner only.
   * @throws ProtocolError TOOL_EXEC_FAILED when it cannot, or when a chosen folder is not there
   */
  ensure(folder: string): Promise<void>;
}
