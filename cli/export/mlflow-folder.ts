import type { ElementType } from '../../core/onnx/graph-runner.js';
import { inspectModel } from '../../core/onnx/inspect-model.js';
import type { ExportedModel, Folder } from './exported-model.js';

/** Names of numpy for what a tensor holds. */
const numpyTypes: Readonly<Partial<Record<ElementType, string>>> = { bool: 'bool', string: 'object' };

/**
 * A model folder that `mlflow.onnx.load_model` and `mlflow.pyfunc.load_model` read.
 *
 * @see https://mlflow.org/docs/latest/ml/model/: storage format.
 */
export function mlflowFolder({ version, card, graph }: ExportedModel): Folder {
  const { inputs, outputs } = inspectModel(graph);
  const tensors = (values: typeof inputs): string =>
    JSON.stringify(
      values
        .filter(({ type }) => type !== 'other')
        .map(({ name, type, shape }) => ({
          name,
          type: 'tensor',
          'tensor-spec': {
            dtype: type === 'other' ? 'object' : (numpyTypes[type] ?? type),
            shape: shape.map((size) => (typeof size === 'number' && size >= 0 ? size : -1)),
          },
        })),
    );
  const descriptor = {
    flavors: {
      onnx: { data: 'model.onnx', onnx_version: '1.16.0', providers: ['CPUExecutionProvider'] },
      python_function: { data: 'model.onnx', loader_module: 'mlflow.onnx', env: { virtualenv: 'python_env.yaml' } },
    },
    model_uuid: card.graph.slice('sha256:'.length, 'sha256:'.length + 32),
    // MLflow reads YAML, and JSON is YAML.
    signature: { inputs: tensors(inputs), outputs: tensors(outputs) },
    utc_time_created: version.createdAt.toISOString().replace('T', ' ').replace('Z', '000'),
    metadata: { leat_model: version.model, leat_version: version.version },
  };
  return {
    MLmodel: `${JSON.stringify(descriptor, null, 2)}\n`,
    'model.onnx': graph,
    'requirements.txt': 'mlflow\nonnx>=1.16\nonnxruntime>=1.20\n',
    'python_env.yaml': '{"dependencies": ["-r requirements.txt"]}\n',
  };
}
