/** The protocol this build speaks: semver, protocol.md §9. */
export const PROTOCOL_VERSION = '1.0.0';

/** True when a client of `theirs` can be served: same major version, well-formed. */
export function speaksProtocol(theirs: string): boolean {
  const match = /^(\d+)\.\d+\.\d+$/.exec(theirs);
  return match !== null && match[1] === PROTOCOL_VERSION.split('.')[0];
}
