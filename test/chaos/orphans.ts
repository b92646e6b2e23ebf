import { readdirSync, readFileSync } from 'node:fs';

/** Variable that every process of a place has in its environment, since all are children of its children. */
export const MARK = 'CHAOS_PLACE';

/** Processes of a place whose parent is gone: nobody would end them. Linux only. */
export function orphansOf(place: string): string[] {
  const ours = new Map<string, { parent: string; command: string }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const found = lookAt(pid);
    if (found?.environment.includes(`${MARK}=${place}`) === true) ours.set(pid, found);
  }
  const isHeld = (parent: string): boolean => ours.has(parent) || parent === String(process.pid);
  return [...ours.values()].filter(({ parent }) => !isHeld(parent)).map(({ command }) => command);
}

function lookAt(pid: string): { environment: string[]; parent: string; command: string } | undefined {
  const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  try {
    const [state = '', parent = ''] = read('stat')
      .replace(/^.*\) /, '')
      .split(' ');
    if (state === 'Z') return undefined; // ended, and not yet asked about
    return { environment: read('environ').split('\0'), parent, command: read('cmdline').replaceAll('\0', ' ').trim() };
  } catch {
    return undefined; // it ended meanwhile, or is another user's
  }
}
