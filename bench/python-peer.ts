import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs the script of a peer by the Python that `LEAT_BENCH_PYTHON` names, which has the peer installed.
 *
 * @returns What it prints as JSON; null, said on stderr, where no Python is named.
 */
export async function runPythonPeer<Figures>(script: string, ...parameters: string[]): Promise<Figures | null> {
  const python = process.env['LEAT_BENCH_PYTHON'];
  if (python === undefined) {
    console.error(`${script}: left out, since LEAT_BENCH_PYTHON names no Python that has the peer`);
    return null;
  }
  const { stdout } = await run(python, [script, ...parameters], { env: peerEnvironment() });
  return JSON.parse(stdout) as Figures; // printed by that script
}

/** Settings of OpenBLAS that a machine may have for others would hinder the peers: they run as they come. */
function peerEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _coreType, OPENBLAS_L2_SIZE: _cacheSize, ...environment } = process.env;
  return environment;
}
