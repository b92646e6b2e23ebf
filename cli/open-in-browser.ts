import { spawn } from 'node:child_process';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [program: string, ...parameters: string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a file as a person would by a double click; a machine without a desktop is left alone. */
export function openInBrowser(file: string): void {
  const [program, ...parameters] = openers[process.platform] ?? ['xdg-open'];
  const opener = spawn(program, [...parameters, file], { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined); // the path is printed anyway
  opener.unref();
}
