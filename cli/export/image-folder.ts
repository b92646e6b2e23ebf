import { readVersion } from '../read-version.js';
import type { ExportedModel, Folder } from './exported-model.js';

/** A folder that `docker build` makes an image of, which serves the one model and needs nothing else. */
export function imageFolder({ version: { model, version }, card, graph }: ExportedModel): Folder {
  return {
    Dockerfile: `FROM node:20-slim
RUN mkdir /app && chown node /app
USER node
WORKDIR /app
# ONNX Runtime would download its libraries for GPUs.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY --chown=node package.json ./
RUN npm install --omit=dev
COPY --chown=node . .
RUN npx leat models import model.onnx --name ${model} --alias champion
# Other machines reach a container, so they need a key: this one may ask the model, and nothing else.
RUN npx leat keys create clients --model ${model} > key.txt
ENV LEAT_HOST=0.0.0.0
EXPOSE 7070
CMD ["npx", "leat", "server"]
`,
    'package.json': `${JSON.stringify({ private: true, type: 'module', dependencies: { leat: readVersion() } }, null, 2)}\n`,
    'leat.config.js': "import { defineConfig } from 'leat';\n\nexport default defineConfig({});\n",
    'model.onnx': graph,
    'README.md': `# ${model}:${String(version)}

    docker build -t ${model} .
    docker run -d -p 7070:7070 ${model}

It answers whoever has the key that was made with the image; \`leat keys create\` in the container makes others.

    KEY=$(docker run --rm ${model} cat key.txt)
    curl http://127.0.0.1:7070/v2/models/${model} -H "authorization: Bearer $KEY"

It takes and gives:

\`\`\`json
${JSON.stringify(card.signature, null, 2)}
\`\`\`
`,
  };
}
