import { request } from 'node:http';
import { z } from 'zod';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

const Version = z.object({ Version: z.string() });
const TIMEOUT_MS = 2_000;
const MAX_CHARS = 65_536;

/** Whether the Docker daemon answers. It is told and never failed: the local mode needs none. */
export async function checkDocker(dockerHost: string | undefined): Promise<Finding> {
  const socket = dockerHost === undefined ? '/var/run/docker.sock' : /^unix:\/\/(.+)$/.exec(dockerHost)?.[1];
  if (socket === undefined) return findingOf('docker', 'elsewhere');
  const version = await askVersion(socket);
  return version === undefined ? findingOf('docker', 'none') : findingOf('docker', 'answers', { version });
}

function askVersion(socketPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const nothing = (): void => resolve(undefined);
    const asked = request({ socketPath, path: '/version', timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_CHARS) answer.destroy();
      });
      answer.on('error', nothing);
      answer.on('close', () => resolve(versionIn(text)));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', nothing);
    asked.end();
  });
}

function versionIn(text: string): string | undefined {
  try {
    return Version.parse(JSON.parse(text)).Version.slice(0, 40);
  } catch {
    return undefined;
  }
}
