import { readVersion } from '../read-version.js';
import type { ExportedModel, Folder } from './exported-model.js';

/** A folder that `docker build` makes an image of, which serves the one model and needs nothing else. */
export function imageFolder({ version: { model, version }, card, graph }: ExportedModel): Folder {
  return {
    Dockerfile: `FROM node:20-slim
RUN mkdir /app && chown node /app
USER node
WORKDIR /app
COPY --chown=node package.json ./
RUN npm install --omit=dev
COPY --chown=node . .
RUN npx leat models import model.onnx --name ${model} --alias champion
ENV LEAT_HOST=0.0.0.0
EXPOSE 7070
CMD ["npx", "leat", "server"]
`,
    'package.json': `${JSON.stringify({ private: true, type: 'module', dependencies: { leat: readVersion() } }, null, 2)}\n`,
    'leat.config.js': "import { defineConfig } from 'leat';\n\nexport default defineConfig({});\n",
    'model.onnx': graph,
    'README.md': `# ${model}:${String(version)}

    docker build -t ${model} . && docker run -p 7070:7070 ${model}

It takes and gives:

\`\`\`json
${JSON.stringify(card.signature, null, 2)}
\`\`\`
`,
  };
}
