import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import { pagesOf } from './pages-of.js';

/** Saves the pages of a run as files that a browser opens. @returns Their absolute paths. */
export async function saveReports(details: RunDetails, { client, home }: { client: LeatClient; home: string }): Promise<readonly string[]> {
  const folder = join(home, 'reports');
  await mkdir(folder, { recursive: true });
  const pages = pagesOf(details);
  return Promise.all(
    pages.map(async ({ stage, page }) => {
      const file = join(folder, `${details.run.id.slice(0, 8)}-${stage}.html`);
      await writeFile(file, await client.artifact(page));
      return file;
    }),
  );
}
