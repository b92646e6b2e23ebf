import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { LeatError } from '../core/errors.js';
import type { Message } from '../core/onnx/messages.js';

/**
 * Reads the data of tensors that an ONNX file keeps beside itself.
 *
 * @param folder - Of the file: nothing outside it is read, whatever the file says.
 * @returns A function that throws LeatError `ONNX_EXTERNAL_DATA` for a file that is not there, is too short, or lies elsewhere.
 */
export function externalData(folder: string): (tensor: Message<'Tensor'>) => Uint8Array {
  const files = new Map<string, Uint8Array>();
  return ({ name = '', externalData: places = [] }) => {
    const { location = '', offset = '0', length } = Object.fromEntries(places.map(({ key = '', value = '' }) => [key, value]));
    const path = pathWithin(folder, location, name);
    const content = files.get(path) ?? readFileSync(path);
    files.set(path, content);
    const start = Number(offset);
    const end = length === undefined ? content.length : start + Number(length);
    if (start >= 0 && start <= end && end <= content.length) return content.subarray(start, end);
    throw refusal(name, location, `bytes ${String(start)} to ${String(end)}, got a file of ${String(content.length)}`);
  };
}

function pathWithin(folder: string, location: string, tensor: string): string {
  const path = join(folder, location);
  if (isAbsolute(location) || !isWithin(folder, path))
    throw refusal(tensor, location, 'a file in the folder of the model, got one that leaves it');
  if (!existsSync(path)) throw refusal(tensor, location, 'a file beside the model, got none');
  // A link may lead elsewhere.
  if (isWithin(realpathSync(folder), realpathSync(path))) return path;
  throw refusal(tensor, location, 'a file in the folder of the model, got a link that leaves it');
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function refusal(tensor: string, file: string, expected: string): LeatError {
  return new LeatError('ONNX_EXTERNAL_DATA', `tensor "${tensor}", data in "${file}": expected ${expected}`, { details: { tensor, file } });
}
