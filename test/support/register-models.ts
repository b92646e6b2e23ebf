import type { Config } from '../../config/config.js';
import type { ModelContent } from '../../core/model/model-card.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';

/** Models as the versions of a name, in the stores of a project. */
export async function registerModels({ stores }: Config, model: string, contents: readonly ModelContent[]): Promise<void> {
  const artifacts = await openArtifactStore(stores.artifacts);
  const metadata = openMetadataStore(stores.metadata);
  await metadata.migrate();
  for (const content of contents) {
    const { digest } = await saveModel(artifacts, content);
    await metadata.registerVersion({ model, artifact: digest, evaluation: null, runId: null });
  }
  await metadata.close();
}
