import { readdir, readFile } from 'node:fs/promises';

const PAGE_BYTES = 4096;

/**
 * Resident memory of a process group, in bytes; pages that its processes share count once for each.
 *
 * @see proc(5), /proc/[pid]/stat: field 5 is the group, field 24 the resident pages.
 */
export async function groupMemory(group: number): Promise<number> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const sizes = await Promise.all(processes.map((id) => residentBytes(id, group)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function residentBytes(id: string, group: number): Promise<number> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''); // one that has just ended
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // behind the name, which may have spaces: field 3 and on
  return Number(fields[2]) === group ? Number(fields[21]) * PAGE_BYTES : 0;
}
